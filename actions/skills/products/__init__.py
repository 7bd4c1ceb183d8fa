"""Skill `products`: find, refine, look closer, compare, recommend."""
