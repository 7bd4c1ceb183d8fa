"""Checks the pictures of a shop's catalogue: for its staff, who are to look at what is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecomcore.errors import BadImageError
from ecomcore.images.hashing import NEAR, Bits, distances, perceptual_hash
from ecomcore.images.lookup import NEIGHBOURS, PhotoLookup
from ecomcore.images.quality import inspect
from ecomcore.images.reading import read_photo
from ecomcore.images.wording import in_both, languages, say

SURE = 0.8
"""Share of the neighbours' vote from which another category is worth a look."""


@dataclass(frozen=True)
class Concern:
    """Something that staff should look at; `code` is `missing`, `unreadable`, `duplicate`, `category` or a finding of
    the inspection of quality, `texts` say it by language.
    """  # noqa: D205

    product_id: str
    image: str | None
    code: str
    texts: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return {
            "product_id": self.product_id,
            "image": self.image,
            "code": self.code,
            "texts": self.texts,
        }


def audit(
    products: Sequence[str], pictures: Sequence[tuple[str, str, Path]], lookup: PhotoLookup
) -> list[Concern]:
    """Return what is wrong with the pictures (product id, name, file) of the products.

    The category is doubted where nearly all of the products whose pictures come nearest are of another.
    """
    shown = {product for product, _, _ in pictures}
    found = [
        Concern(product, None, "missing", in_both("audit.missing"))
        for product in products
        if product not in shown
    ]
    hashes: list[Bits] = []
    owners: list[tuple[str, str]] = []
    for product, name, file in pictures:
        try:
            photo = read_photo(file)
        except BadImageError as error:
            texts = in_both("audit.unreadable", detail=str(error))
            found.append(Concern(product, name, "unreadable", texts))
            continue
        for finding in inspect(photo).findings:
            texts = {
                language: f"{finding.reason[language]} {finding.remedy[language]}"
                for language in languages()
            }
            found.append(Concern(product, name, finding.code, texts))
        hashes.append(perceptual_hash(photo.image))
        owners.append((product, name))
    return found + _duplicates(hashes, owners) + _misfits(lookup)


def _duplicates(hashes: Sequence[Bits], owners: Sequence[tuple[str, str]]) -> list[Concern]:
    if not hashes:
        return []
    apart = distances(hashes)
    found = {}
    for one, other in np.argwhere(np.triu(apart <= NEAR, 1)):
        (product, name), (twin, _) = owners[other], owners[one]
        if product != twin:
            texts = in_both("audit.duplicate", other=twin)
            found[product, name] = Concern(product, name, "duplicate", texts)
    return list(found.values())


def _misfits(lookup: PhotoLookup) -> list[Concern]:
    """Return the pictures whose nearest neighbours of other products are of another category."""
    if len(lookup) <= NEIGHBOURS:
        return []
    vectors = lookup.vectors()
    cosines = vectors @ vectors.T
    found = []
    for row, (product, name) in enumerate(lookup.pictures):
        own = lookup.categories.get(product)
        votes: Counter[str] = Counter()
        voters: set[str] = set()
        for near in np.argsort(-cosines[row], kind="stable"):
            other = lookup.pictures[near][0]
            if other == product or other in voters or other not in lookup.categories:
                continue
            voters.add(other)
            votes[lookup.categories[other]] += 1
            if len(voters) == NEIGHBOURS:
                break
        if not votes or own is None:
            continue
        [(winner, count)] = votes.most_common(1)
        share = count / len(voters)
        if winner != own and share >= SURE:
            texts = {
                language: say(
                    "audit.category", language, found=winner, category=own, share=f"{share:.0%}"
                )
                for language in languages()
            }
            found.append(Concern(product, name, "category", texts))
    return found
