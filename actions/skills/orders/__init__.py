"""Skill `orders`: the whole life of an order."""
