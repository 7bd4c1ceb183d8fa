"""The models: each learns from a log of interactions and scores all items for a history."""
