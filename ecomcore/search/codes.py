"""Numbers that name goods (ids, skus, model numbers), found however people write them."""

from __future__ import annotations

import re
from collections.abc import Callable

from ecomcore.search.catalogue import SearchProduct
from ecomcore.text.tokens import normalise

_CODE = re.compile(r"[a-z0-9][a-z0-9\-_./]*[a-z0-9]")
_LOOKS_CODED = re.compile(r"\d|[a-z0-9]-[a-z0-9]+-")

SHORTEST = 4
"""Shorter numbers are only found as they are written."""


def squeezed(code: str) -> str:
    """Return a code without case, hyphens, spaces and other marks: `lin ol-m` is `linolm`."""
    return "".join(char for char in normalise(code) if char.isalnum())


class Codes:
    """The product rows by their numbers; a number as it is written goes before one written alike."""

    def __init__(self) -> None:
        """Start without any."""
        self._exact: dict[str, int] = {}
        self._alike: dict[str, int] = {}

    def add(self, product: SearchProduct, row: int) -> None:
        """Know a product by its id, its codes and the skus of its variants."""
        codes = (*product.codes, *(variant.sku for variant in product.variants))
        for code in (product.id, *codes):
            self._exact[normalise(code)] = row
        for key in filter(_is_telling, map(squeezed, codes)):
            self._alike.setdefault(key, row)

    def row(self, code: str) -> int | None:
        """Return the row of the product that a code names, None if there is none."""
        if not code:
            return None
        found = self._exact.get(normalise(code))
        return found if found is not None else self._alike.get(squeezed(code))

    def named_in(self, text: str) -> str:
        """Return the code that is the text or a word of it, "" where none is.

        A word of a longer text must look like a code, because some ids are words.
        """
        whole = normalise(text)
        words = [word for word in _CODE.findall(whole) if _LOOKS_CODED.search(word)]
        return next((word for word in (whole, *words) if self.row(word) is not None), "")


def _is_telling(key: str) -> bool:
    """Say whether a number without its marks cannot be mistaken for words."""
    return len(key) >= SHORTEST and any(char.isdigit() for char in key)


def same_code(code: str) -> Callable[[str], bool]:
    """Return a check for skus that a typed code means."""
    typed = squeezed(code)
    return lambda sku: bool(typed) and squeezed(sku) == typed
