"""Measures each analysis of customers against its baselines, on time that it has not seen."""
