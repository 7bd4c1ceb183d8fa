"""What a customer will bring: how often they come back, what they spend then, and for how long."""
