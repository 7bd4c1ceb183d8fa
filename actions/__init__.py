"""The action server: thin skills between the conversation and the core."""
