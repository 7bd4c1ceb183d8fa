"""Texts: their language, their words, their vectors."""
