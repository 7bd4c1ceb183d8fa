"""Search: what shoppers mean, found by words and by meaning."""
