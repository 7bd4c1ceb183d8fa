"""Measures the room: classification of photos, lookup in catalogue pictures, lookup in a shop."""
