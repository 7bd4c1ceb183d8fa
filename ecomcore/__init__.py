"""The analytics core of the shop's assistant: a plain library without any chat framework."""

__version__ = "0.1.0"
