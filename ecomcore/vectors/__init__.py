"""Nearest neighbours of vectors, in memory or in PostgreSQL."""
