"""Which product is meant, and how products are shown."""
