"""The demo shop's own site, on an origin of its own, with the chat on each page: what a shop's engineer would build."""
