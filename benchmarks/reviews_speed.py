"""Measures how long reviews take: reading many, taking in one, summing up one product.

    python -m benchmarks.reviews_speed [--reviews 100000] [--products 2000]

The reviews are the demo shop's, dealt out again under new numbers: each gets two of their texts with a number put in,
so that no sentence is read twice.
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from datetime import date, timedelta

import numpy as np
from tqdm import tqdm

from ecomcore.config import ROOT
from ecomcore.reviews.book import ReviewBook
from ecomcore.reviews.digest import ReviewDigests
from ecomcore.reviews.reading import read_shop
from ecomcore.reviews.review import Review
from ecomcore.reviews.shelf import shelve
from ecomcore.reviews.suspicion import suspicions
from ecomcore.text.embed import get_embedder

FIRST_DAY = date(2023, 1, 1)


def dealt(count: int, products: int) -> list[Review]:
    """Return `count` reviews of `products` products."""
    with (ROOT / "data" / "shop" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rng = np.random.default_rng(0)
    found = []
    for number in range(count):
        row = rows[int(rng.integers(len(rows)))]
        other = rows[int(rng.integers(len(rows)))]["text"]
        text = f"{row['text']} {other}".replace(" ", f" {number} ", 1).replace(
            "，", f"{number}，", 1
        )
        day = FIRST_DAY + timedelta(days=int(rng.integers(1000)))
        found.append(
            Review(
                str(number), f"p{number % products}", int(row["rating"]), text, row["language"], day
            )
        )
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--reviews", type=int, default=100_000)
    parser.add_argument("--products", type=int, default=2_000)
    options = parser.parse_args()
    embedder = get_embedder()
    reviews = dealt(options.reviews, options.products)
    started, worked = time.perf_counter(), time.process_time()
    with tqdm(unit="sentence") as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        read = read_shop(reviews, embedder, show)
    doubts = suspicions(reviews, read.remarks, read.plain)
    print(
        f"{len(reviews)} reviews, {len(read.remarks)} sentences: {time.perf_counter() - started:.0f} s"
    )
    print(f"of processor time: {time.process_time() - worked:.0f} s")
    book = ReviewBook(
        shelve(reviews, read.remarks, read.vectors), read.model, embedder,
        digests=ReviewDigests({}), suspicious=doubts,
    )  # fmt: skip
    started = time.perf_counter()
    book.add([Review("new", "p0", 1, "It broke after two weeks. The lid leaks.", "en", FIRST_DAY)])
    book.summary("p0", "en")
    print(
        f"one new review, and the summary with it: {1000 * (time.perf_counter() - started):.0f} ms"
    )
    times = []
    for number in range(50):
        started = time.perf_counter()
        book.summary(f"p{number + 1}", "en")
        times.append(time.perf_counter() - started)
    print(f"one summary for the first time: {1000 * float(np.median(times)):.1f} ms")
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GB")


if __name__ == "__main__":
    main()
