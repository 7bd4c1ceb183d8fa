"""Input channels: each turns messages of one medium into messages of the bot, and replies back."""
