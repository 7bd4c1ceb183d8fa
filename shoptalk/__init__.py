"""What the bot and its actions must read and sign alike: one package that both environments install."""
