"""The shop's console: what the bot did, what it did not understand, what came of it; figures first, pages on top."""
