"""The outbox: every change that a conversation makes or asks for, and its way to the shop's own systems."""
