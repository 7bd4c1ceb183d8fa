"""Plays written conversations against a running bot and shows where its answers differ."""
