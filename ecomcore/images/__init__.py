"""Pictures: safe reading, features, finding a product by a photo."""
