"""Health and safety: emergency numbers, kinds of danger, and what a product says of what somebody must avoid."""
