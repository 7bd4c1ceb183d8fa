"""The catalogue of a CSV folder as arrays, as far as the simulation needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.errors import NotFoundError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SEASON_MONTHS = {
    "spring": (3, 4, 5),
    "summer": (6, 7, 8),
    "autumn": (9, 10, 11),
    "winter": (12, 1, 2),
}
SIZES = ("XS", "S", "M", "L", "XL", "XXL")


@dataclass(frozen=True)
class Promotion:
    """A lower price for a category (`""`: for all) from `first` to `last` day, both included."""

    category: str
    percent: int
    first: date
    last: date


@dataclass(frozen=True)
class Coupon:
    """A code that the simulated customers may use."""

    code: str
    kind: str
    value: Decimal
    min_total_cents: int
    first: date
    last: date


@dataclass(frozen=True)
class Catalogue:
    """Products and variants in file order; product j has `first_variant[j]` to `[j + 1]`.

    `prices` and `old_prices` are in cents, one a variant (`old_prices` equals `prices` where
    nothing was lowered); `size_ranks` are 0 to 1 from the smallest to the largest size of the
    product, 0.5 where it has none.
    """

    product_ids: NDArray[np.str_]
    categories: NDArray[np.str_]
    kinds: NDArray[np.str_]
    created: NDArray[np.datetime64]
    seasons: NDArray[np.bool_]
    genders: NDArray[np.str_]
    skus: NDArray[np.str_]
    first_variant: Ints
    prices: Ints
    old_prices: Ints
    size_ranks: Floats
    promotions: tuple[Promotion, ...]
    coupons: tuple[Coupon, ...]

    @property
    def departments(self) -> NDArray[np.str_]:
        """The top-level category of each product."""
        return np.array([category.split("/")[0] for category in self.categories])

    @property
    def product_prices(self) -> Floats:
        """The mean price of each product's variants, in cents."""
        counts = np.diff(self.first_variant)
        return np.add.reduceat(self.prices, self.first_variant[:-1]) / counts


def read_catalogue(folder: Path) -> Catalogue:
    """Read products and variants, and promotions and coupons where there are files of them.

    Raises:
        NotFoundError: a needed file is missing, or no product has a variant.
    """
    products, variants = _read(folder, "products.csv"), _read(folder, "variants.csv")
    products = products[products["product_id"].isin(variants["product_id"])].reset_index(drop=True)
    if products.empty:
        raise NotFoundError(f"no product in {folder} has a variant; there is nothing to buy")
    position = {product: index for index, product in enumerate(products["product_id"])}
    variants = variants[variants["product_id"].isin(position)]
    variants = variants.assign(product=variants["product_id"].map(position))
    variants = variants.sort_values("product", kind="stable").reset_index(drop=True)
    first = np.searchsorted(variants["product"].to_numpy(), np.arange(len(products) + 1))
    prices = _cents(variants["price"])
    old = (
        _cents(variants["compare_at_price"])
        if "compare_at_price" in variants
        else np.zeros_like(prices)
    )
    attributes = [
        _pairs(text) for text in products.get("attributes", pd.Series([""] * len(products)))
    ]
    return Catalogue(
        product_ids=_texts(products["product_id"]),
        categories=_texts(products["category"]),
        kinds=_texts(products["kind"]) if "kind" in products else np.full(len(products), ""),
        created=np.array(
            [value or "1970-01-01" for value in products.get("created_on", [""] * len(products))],
            dtype="datetime64[D]",
        ),
        seasons=np.array([_season(pairs.get("season", "")) for pairs in attributes]),
        genders=np.array([pairs.get("gender", "") for pairs in attributes]),
        skus=_texts(variants["sku"]),
        first_variant=first.astype(np.int64),
        prices=prices,
        old_prices=np.maximum(prices, old),
        size_ranks=_size_ranks(variants),
        promotions=_promotions(folder),
        coupons=_coupons(folder),
    )


def _read(folder: Path, name: str) -> pd.DataFrame:
    path = folder / name
    if not path.is_file():
        raise NotFoundError(f"{path} does not exist; name a folder in the format of docs/import.md")
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _texts(column: pd.Series[str]) -> NDArray[np.str_]:
    return np.array(column.tolist(), dtype=np.str_)


def _cents(column: pd.Series[str]) -> Ints:
    return np.array([round(Decimal(text or "0") * 100) for text in column], dtype=np.int64)


def _pairs(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";") if "=" in part)
    return {key.strip(): value.strip() for key, _, value in pairs}


def _season(text: str) -> list[bool]:
    """Return which of the twelve months the words of an attribute (`spring and autumn`) name."""
    months = {month for word, months in SEASON_MONTHS.items() if word in text for month in months}
    return [not months or month in months for month in range(1, 13)]


def _size_ranks(variants: pd.DataFrame) -> Floats:
    options = [_pairs(text) for text in variants["options"]]
    ranks = np.full(len(variants), 0.5)
    for rows in variants.groupby("product", sort=False).indices.values():
        sizes = [_size_order(options[row].get("size", "")) for row in rows]
        ordered = sorted(set(sizes))
        if len(ordered) > 1:
            ranks[rows] = [ordered.index(size) / (len(ordered) - 1) for size in sizes]
    return ranks


def _size_order(size: str) -> tuple[float, str]:
    if size in SIZES:
        return float(SIZES.index(size)), size
    digits = "".join(character for character in size if character.isdigit())
    return (float(digits) if digits else -1.0), size


def _promotions(folder: Path) -> tuple[Promotion, ...]:
    if not (folder / "promotions.csv").is_file():
        return ()
    rows = _read(folder, "promotions.csv").to_dict("records")
    return tuple(
        Promotion(
            str(row["category"]),
            int(row["percent"]),
            date.fromisoformat(row["starts_on"]),
            date.fromisoformat(row["ends_on"]),
        )
        for row in rows
    )


def _coupons(folder: Path) -> tuple[Coupon, ...]:
    """Return the coupons that hold for the whole shop, not those for one category."""
    if not (folder / "coupons.csv").is_file():
        return ()
    return tuple(
        Coupon(
            code=row["code"],
            kind=row["kind"],
            value=Decimal(row["value"]),
            min_total_cents=round(Decimal(row["min_total"] or "0") * 100),
            first=date.fromisoformat(row["starts_on"] or "1970-01-01"),
            last=date.fromisoformat(row["ends_on"] or "9999-12-31"),
        )
        for row in _read(folder, "coupons.csv").to_dict("records")
        if not row["category"]
    )
