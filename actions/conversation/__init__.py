"""One message from start to end: language, identity, requests, open tasks, the reply."""
