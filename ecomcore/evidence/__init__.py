"""Answers questions about products from their attributes, versions, descriptions, reviews and the shop's advice."""
