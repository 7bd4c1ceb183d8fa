"""What customers are like and what they will do: spend."""
