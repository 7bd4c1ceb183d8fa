"""The bot's own understanding: Rasa graph components, named in `config.yml`."""
