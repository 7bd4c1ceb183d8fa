"""Fits the packaged model of aspects and opinions (`ecomcore/reviews/opinions.json`) for the default encoder.

python -m benchmarks.fit_opinions
"""

from __future__ import annotations

from ecomcore.reviews.learning import PACKAGED, fit_opinions, lessons
from ecomcore.text.embed import get_embedder


def main() -> None:
    """Fit and write."""
    fit_opinions(get_embedder()).save(PACKAGED)
    print(f"{len(lessons())} lessons, written {PACKAGED}")


if __name__ == "__main__":
    main()
