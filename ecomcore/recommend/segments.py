"""What is popular in a group of customers, drawn towards the larger group where there are few of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.log import Log

PRIOR_BUYERS = 50.0
HALF_LIFE_DAYS = 90.0
ANY = ""


@dataclass(frozen=True)
class SegmentPopularity:
    """Buyers of each item, decayed, by group; a group is `age|gender`, either of them empty for all.

    `faded` and `buyers` have shape (groups, items); `faded` halves a purchase every 90 days.
    """

    names: tuple[str, ...]
    faded: NDArray[np.float32]
    buyers: NDArray[np.int64]

    @classmethod
    def fit(
        cls, log: Log, ages: Sequence[str | None], genders: Sequence[str | None]
    ) -> SegmentPopularity:
        """Count the buyers of each group; `ages` and `genders` have an entry a customer of the log."""
        age = np.array([value or ANY for value in ages], dtype=object)
        gender = np.array([value or ANY for value in genders], dtype=object)
        decayed, counted = log.matrix(HALF_LIFE_DAYS), log.matrix() > 0
        names = [ANY + "|" + ANY]
        marks = [np.ones(log.customers, dtype=np.bool_)]
        for one in sorted(set(age.tolist())):
            for other in sorted(set(gender.tolist())):
                if one or other:
                    names.append(f"{one}|{other}")
                    marks.append(((age == one) | (not one)) & ((gender == other) | (not other)))
        for one in sorted({value for value in age.tolist() if value} if ANY not in gender else ()):
            names.append(f"{one}|")
            marks.append(age == one)
        for other in sorted({v for v in gender.tolist() if v} if ANY not in age else ()):
            names.append(f"|{other}")
            marks.append(gender == other)
        chosen = np.array(marks, dtype=np.float32).reshape(len(names), log.customers)
        return cls(
            tuple(names),
            np.asarray(chosen @ decayed, dtype=np.float32).reshape(len(names), log.items),
            np.asarray(chosen @ counted.astype(np.float32)).astype(np.int64),
        )

    def shares(self, age: str | None, gender: str | None) -> NDArray[np.float64]:
        """Return each item's share of what the group buys, drawn towards that of the age group and of everybody."""
        found = self._share(0, None)
        for name in dict.fromkeys((f"{age or ANY}|", f"{age or ANY}|{gender or ANY}")):
            place = self._place(name)
            if place:
                found = self._share(place, found)
        return found

    def buyers_of(self, age: str | None, gender: str | None, item: int) -> int:
        """Return how many customers of the group have bought an item."""
        return int(self.buyers[self._place(f"{age or ANY}|{gender or ANY}"), item])

    def knows(self, age: str | None, gender: str | None) -> bool:
        """Say whether the log has customers of exactly this group."""
        return self._place(f"{age or ANY}|{gender or ANY}") > 0

    def _place(self, name: str) -> int:
        return self.names.index(name) if name in self.names else 0

    def _share(self, place: int, prior: NDArray[np.float64] | None) -> NDArray[np.float64]:
        counts = self.faded[place].astype(np.float64)
        if prior is None:
            return np.asarray(counts / max(float(counts.sum()), 1e-9))
        return np.asarray((counts + PRIOR_BUYERS * prior) / (counts.sum() + PRIOR_BUYERS))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is to be stored."""
        return {"names": np.array(self.names), "faded": self.faded, "buyers": self.buyers}

    @classmethod
    def restore(cls, arrays: Mapping[str, NDArray[Any]]) -> SegmentPopularity:
        """Return what `arrays` took apart."""
        names = tuple(str(name) for name in arrays["names"])
        return cls(names, arrays["faded"], arrays["buyers"])
