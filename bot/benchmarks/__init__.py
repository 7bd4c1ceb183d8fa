"""Measurements of the bot's own parts."""
