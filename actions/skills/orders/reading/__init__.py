"""Reading a change of an order from a message: each reader returns the details with what it found, or None."""
