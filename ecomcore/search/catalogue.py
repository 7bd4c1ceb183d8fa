"""The products that search knows, as rows of plain data with arrays for filters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.errors import BuildError
from ecomcore.search.lexicon import audience_called
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import COUNTED, NO_LIMIT

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
Current = Mapping[str, tuple[int | None, int]]
"""Price in cents (none: told on request) and pieces that may be sold, by sku."""
UNPRICED = 2**62
"""Stands among prices for one that is told on request: above every limit, last in every order."""

AUDIENCE_WORDS = frozenset({"gender", "sex", "audience"})
AUDIENCE_LETTERS = {"f": "women", "w": "women", "m": "men", "u": "unisex"}


@dataclass(frozen=True)
class SearchVariant:
    """One sellable version of a product."""

    sku: str
    price_cents: int | None
    stock: int
    options: Mapping[str, str] = field(default_factory=dict)
    compare_at_cents: int | None = None
    image: str | None = None


@dataclass(frozen=True)
class SearchProduct:
    """What search reads of one product.

    `rating` is the mean of `reviews` ratings, 0.0 where there are none; `sold` counts pieces;
    `margin` is the share of the price that is left after the cost, 0.0 where the cost is unknown;
    `created_on` is an ISO date or ""; `codes` are further numbers that name it, such as a model
    number or an EAN; `keywords` are words to be found by that nobody is shown.
    """

    id: str
    title: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    brand: str = ""
    kind: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    variants: tuple[SearchVariant, ...] = ()
    image: str | None = None
    rating: float = 0.0
    reviews: int = 0
    sold: int = 0
    margin: float = 0.0
    created_on: str = ""
    codes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def text(self, language: str | None, of: Mapping[str, str] | None = None) -> str:
        """Return the title (or the texts `of`) in `language`, else in the first language there is."""
        texts = self.title if of is None else of
        return texts.get(language or "") or next(iter(texts.values()), "")

    @property
    def min_price_cents(self) -> int:
        """The lowest known price of the variants, 0 where none is."""
        prices = (v.price_cents for v in self.variants if v.price_cents is not None)
        return min(prices, default=0)


@dataclass(frozen=True)
class SearchTerm:
    """A word pair of the shop's bilingual vocabulary with what shoppers say instead."""

    kind: str
    words: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """All products of a shop with its categories and terms."""

    products: tuple[SearchProduct, ...]
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    terms: tuple[SearchTerm, ...] = ()
    currency: str = "USD"
    languages: tuple[str, ...] = ("en",)

    def save(self, path: Path) -> None:
        """Write the catalogue as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Catalogue:
        """Read what `save` wrote.

        Raises:
            BuildError: the file is missing, cut short, or of another shape.
        """
        try:
            raw = json.loads(path.read_text("utf-8"))
            return cls(
                products=tuple(product_from_dict(product) for product in raw["products"]),
                categories=raw["categories"],
                terms=tuple(SearchTerm(**term) for term in raw["terms"]),
                currency=raw["currency"],
                languages=tuple(raw["languages"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BuildError(
                f"{path} is no readable catalogue ({type(error).__name__}: {error}); "
                "run 'ecomcore build'"
            ) from error


def product_from_dict(raw: Mapping[str, Any]) -> SearchProduct:
    """Return the product that `dataclasses.asdict` gave."""
    variants = tuple(SearchVariant(**variant) for variant in raw.get("variants", ()))
    lists = {name: tuple(raw.get(name, ())) for name in ("codes", "keywords")}
    return SearchProduct(**{**raw, "variants": variants, **lists})


def read_shop(data: ShopData) -> Catalogue:
    """Return the catalogue of a shop, from its tables."""
    ratings = data.reviews.groupby("product_id")["rating"].agg(["mean", "count"])
    sold = data.order_lines.groupby("product_id")["quantity"].sum()
    variants: dict[str, list[SearchVariant]] = {}
    margins: dict[str, list[float]] = {}
    for row in _rows(data.variants):
        variants.setdefault(row.product_id, []).append(
            SearchVariant(
                sku=row.sku,
                price_cents=_whole(row.price_cents),
                stock=int(row.stock) if row.counting == COUNTED else NO_LIMIT,
                options=dict(row.options or {}),
                compare_at_cents=_whole(row.compare_at_cents),
                image=row.image or None,
            )
        )
        cost = _whole(row.cost_cents)
        if cost is not None and _whole(row.price_cents):
            margins.setdefault(row.product_id, []).append(1 - cost / row.price_cents)
    categories = {row.path: dict(row.name) for row in _rows(data.categories)}
    products = [
        SearchProduct(
            id=row.id,
            title=dict(row.title),
            description=dict(row.description or {}),
            category=row.category,
            brand=row.brand or "",
            kind=row.kind or "",
            attributes={
                **_audience(row.category, categories, row.attributes or {}),
                **{key: str(value) for key, value in (row.attributes or {}).items()},
            },
            variants=tuple(variants.get(row.id, ())),
            image=row.image or None,
            rating=round(float(ratings["mean"].get(row.id, 0.0)), 4),
            reviews=int(ratings["count"].get(row.id, 0)),
            sold=int(sold.get(row.id, 0)),
            margin=round(float(np.mean(margins.get(row.id, [0.0]))), 4),
            created_on=str(row.created_on or ""),
            keywords=tuple(row.keywords or ()),
        )
        for row in _rows(data.products)
    ]
    terms = [
        SearchTerm(kind=row.kind, words=dict(row.words), synonyms=dict(row.synonyms or {}))
        for row in _rows(data.terms)
    ]
    return Catalogue(
        products=tuple(products),
        categories=categories,
        terms=tuple(terms),
        currency=_info(data, "currency", "USD"),
        languages=tuple(_info(data, "languages", ["en"])),
    )


def _audience(
    path: str | None, categories: Mapping[str, Mapping[str, str]], attributes: Mapping[str, object]
) -> dict[str, str]:
    """Return who a product is for where no attribute says so by its plain name."""
    if "gender" in attributes:
        return {}
    return _audience_told(attributes) or _audience_of(path, categories)


def _audience_of(path: str | None, categories: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return who a product is for where a category above it is called so ("Women › Tops › Jackets")."""
    parts = (path or "").split("/")
    for depth in range(1, len(parts) + 1):
        names = categories.get("/".join(parts[:depth]), {}).values()
        for name in (*names, parts[depth - 1]):
            audience = audience_called(name)
            if audience:
                return {"audience": audience}
    return {}


def _audience_told(attributes: Mapping[str, object]) -> dict[str, str]:
    """Return who a product is for where an attribute says so under another name ("gender_affinity": "F")."""
    for key, value in attributes.items():
        if AUDIENCE_WORDS & set(re.split(r"[\W_]+", key.lower())):
            text = str(value).strip().lower()
            audience = AUDIENCE_LETTERS.get(text) or audience_called(text)
            if audience:
                return {"audience": audience}
    return {}


def _rows(frame: pd.DataFrame) -> Iterable[Any]:
    """Return the rows with their columns as attributes, of types that only the tables know."""
    return frame.itertuples()


def _whole(value: Any) -> int | None:
    """Return a nullable integer column's value; pandas gives NaN for NULL."""
    return None if value is None or value != value else int(value)


def _info(data: ShopData, key: str, default: Any) -> Any:
    value = data.info.get(key, default)
    if isinstance(value, Mapping):
        return value.get("value", default)
    return value if isinstance(value, type(default)) else default


def _priced(cents: int | None) -> int:
    return UNPRICED if cents is None else cents


class VariantColumns:
    """Prices, stock and options of all variants as arrays, for filters over whole catalogues.

    A variant's row is its position; `owner[row]` is the row of its product.
    """

    def __init__(self, products: Sequence[SearchProduct]) -> None:
        """Lay out the variants of `products`, in order."""
        flat = [
            (row, variant) for row, product in enumerate(products) for variant in product.variants
        ]
        self.count = len(products)
        self.owner: Rows = np.array([row for row, _ in flat], dtype=np.int64)
        self.price = np.array([_priced(v.price_cents) for _, v in flat], dtype=np.int64)
        self.before = np.array(
            [variant.compare_at_cents or 0 for _, variant in flat], dtype=np.int64
        )
        self.stock = np.array([variant.stock for _, variant in flat], dtype=np.int64)
        self.variants = [variant for _, variant in flat]
        self.row_of_sku = {variant.sku: row for row, (_, variant) in enumerate(flat)}

    def update(self, current: Current) -> None:
        """Set the price and stock of the variants named in `current` (sku → price in cents, stock)."""
        for sku, (price, stock) in current.items():
            row = self.row_of_sku.get(sku)
            if row is not None:
                self.price[row], self.stock[row] = _priced(price), stock

    def off_sale(self, asked: Iterable[str], current: Current) -> Mask:
        """Return which products were asked about without a single sku being named: they are not sold any more."""
        owners = {int(self.owner[self.row_of_sku[sku]]) for sku in asked}
        owners -= {int(self.owner[self.row_of_sku[sku]]) for sku in current}
        gone = np.zeros(self.count, dtype=np.bool_)
        gone[list(owners)] = True
        return gone

    def lowest_price(self, product: int) -> int | None:
        """Return the lowest known price of a product row."""
        known = (int(self.price[v]) for v in self.rows_of_product[product])
        return min((cents for cents in known if cents != UNPRICED), default=None)

    def overlaid(self, current: Current) -> VariantColumns:
        """Return a copy with other prices and stock; the options are shared."""
        copy = VariantColumns.__new__(VariantColumns)
        copy.__dict__.update(self.__dict__)
        copy.price, copy.stock = self.price.copy(), self.stock.copy()
        copy.update(current)
        return copy

    @cached_property
    def rows_of_product(self) -> list[list[int]]:
        """The variant rows of each product row."""
        rows: list[list[int]] = [[] for _ in range(self.count)]
        for row, owner in enumerate(self.owner):
            rows[owner].append(row)
        return rows

    def products_with(self, variants: Mask) -> Mask:
        """Return which products have at least one of the marked variants."""
        found = np.zeros(self.count, dtype=np.bool_)
        found[self.owner[variants]] = True
        return found


def option_values(products: Iterable[SearchProduct], key: str) -> set[str]:
    """Return the values that an option or attribute takes over all products."""
    values: set[str] = set()
    for product in products:
        if key in product.attributes:
            values.add(product.attributes[key])
        values.update(v.options[key] for v in product.variants if key in v.options)
    return values
