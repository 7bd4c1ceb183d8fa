"""What shoppers ask for in their own words: prices, sizes, colours, refusals, kinds of goods."""

from __future__ import annotations

from ecomcore.search.reading.reader import read
from ecomcore.search.reading.state import Findings

__all__ = ["Findings", "read"]
