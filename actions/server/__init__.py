"""The HTTP side: the webhook, the bridge to Rasa, the page behind a checkout link."""
