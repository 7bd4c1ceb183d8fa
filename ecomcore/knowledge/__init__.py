"""Answers from the shop's policies and frequent questions."""
