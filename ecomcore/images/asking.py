"""What a conversation asks about a photo: is it here, what is it, what goes by a wish beside it, is it damaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ecomcore.images.damage import Comparison, compare
from ecomcore.images.lookup import Found, PhotoLookup
from ecomcore.images.uploads import Uploads
from ecomcore.search.engine import SearchEngine


def look_up(
    lookup: PhotoLookup,
    photo: bytes | Path | str,
    *,
    wish: str | None = None,
    search: SearchEngine | None = None,
    language: str | None = None,
    k: int = 5,
) -> Found:
    """Return what the photo shows and the products that come nearest.

    `wish` is what was written beside it ("this, but in blue", "不超过200元"): its colours, sizes, brands and prices
    filter the products, by `search`; its other words do not, since "this" is what the photo shows.

    Raises:
        BadImageError: the photo cannot be used; its `code` says why.
    """
    allowed = allowed_by(search, wish, language) if wish and search is not None else None
    return lookup.find(photo, k, allowed=allowed)


def allowed_by(
    search: SearchEngine, wish: str, language: str | None = None
) -> frozenset[str] | None:
    """Return the ids of the products that a wish's conditions leave, None if it names none.

    Conditions are never given up here: a wish that nothing meets leaves nothing.
    """
    query = search.understand(wish, language)
    bare = replace(query, text="", terms=(), types=(), categories=(), code="", heads=())
    if bare.is_empty:
        return None
    result = search.search(bare, k=len(search.products), language=language)
    return frozenset() if result.relaxed else frozenset(hit.product_id for hit in result.items)


def damage_photo(
    uploads: Uploads, name: str, claim: str, catalogue: Sequence[Path]
) -> tuple[Path, Comparison | None]:
    """Keep the photo of a claim for the staff, and compare it with the product's pictures.

    Returns where it is kept (for as long as the claim is) and the comparison that differs least, which may only
    suggest something to the staff; None where the product has no picture.

    Raises:
        BadImageError: the upload is gone (`missing`) or cannot be read.
    """
    kept = uploads.keep_for_staff(name, claim)
    compared = [compare(kept, picture) for picture in catalogue]
    usable = [found for found in compared if found.is_aligned] or compared
    return kept, min(usable, key=lambda found: found.share, default=None)
