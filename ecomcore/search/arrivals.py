"""Whether something that was looked for in vain has come into the catalogue since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ecomcore.search.engine import SearchEngine

LOOKED_AT = 20
"""So many of the best hits are looked through for one that is new."""


def arrival(
    engine: SearchEngine, words: str, language: str, since: date
) -> Mapping[str, str] | None:
    """Return the title of the best product that answers `words` and is in the shop since that day, or None.

    Only what meets every condition of the wish counts; nothing is relaxed for it.
    """
    result = engine.search(engine.understand(words, language), k=LOOKED_AT)
    if result.relaxed or result.unknown:
        return None
    for hit in result.items:
        created = engine.products[engine.row_of[hit.product_id]].created_on
        if created and date.fromisoformat(created) >= since:
            return hit.title
    return None
