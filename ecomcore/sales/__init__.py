"""What the shop will sell, what it should reorder, and where it can sell more."""
