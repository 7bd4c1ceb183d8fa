"""What takes several turns: the open question, the confirmation, the queue, proving who one is."""
