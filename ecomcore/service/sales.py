"""The great sales of the year as people call them, in any language: 黑五, Black Friday, 双十一."""

from __future__ import annotations

from ecomcore.service.days import named_by
from ecomcore.text.tokens import normalise


def names_in(text: str) -> tuple[str, ...]:
    """Return every name of the sale that a text names, the empty tuple where it names none."""
    plain = normalise(text)
    names = named_by("sales")
    key = next((names[name] for name in names if normalise(name) in plain), None)
    return tuple(name for name, meant in names.items() if meant == key) if key else ()
