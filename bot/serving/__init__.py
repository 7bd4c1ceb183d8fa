"""How the bot's process listens, locks, remembers and asks the action server."""
