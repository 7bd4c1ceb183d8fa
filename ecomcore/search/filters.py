"""Which products meet the conditions of a query, and what to give up when none does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecomcore.safety.ages import least_age
from ecomcore.safety.allergens import Goods, contains, states_absence
from ecomcore.search.catalogue import (
    UNPRICED,
    Catalogue,
    Mask,
    SearchProduct,
    VariantColumns,
)
from ecomcore.search.lexicon import lexicons, values
from ecomcore.search.phrases import ALLERGEN, Meaning, PhraseBook, units
from ecomcore.search.query import KINDS_OF_THINGS, Query
from ecomcore.search.vocabulary import AUDIENCE_KEYS, COLOUR_KEYS, MATERIAL_KEYS, colour_of
from ecomcore.text.tokens import normalise, stem, tokenize

RELAX_ORDER = (
    "price_level",
    "attributes",
    "limits",
    "rating_min",
    "on_sale",
    "in_stock",
    "size",
    "colour",
    "material",
    "audience",
    "price",
    "brand",
    "category",
    "type",
    "excluded",
)
"""What is given up, one after the other, when nothing meets all conditions: first what shoppers bend on most easily, at
last what they excluded in so many words. The age of a child and what must not be in a thing are none of them: what does
not fit is not shown."""


@dataclass(frozen=True)
class Relaxed:
    """The query that was carried out, the products that meet it, and what was given up."""

    query: Query
    products: Mask
    variants: Mask
    given_up: tuple[str, ...] = ()


def without_condition(query: Query, name: str) -> Query:
    """Return the query without one of the conditions in `RELAX_ORDER`."""
    empty: dict[str, Mapping[str, object]] = {
        "price_level": {"price_level": None},
        "attributes": {"attributes": ()},
        "limits": {"limits": ()},
        "rating_min": {"rating_min": None},
        "on_sale": {"on_sale": False},
        "in_stock": {"in_stock": False},
        "size": {"sizes": ()},
        "colour": {"colours": ()},
        "material": {"materials": ()},
        "audience": {"audience": ()},
        "price": {"price_min_cents": None, "price_max_cents": None},
        "category": {"categories": ()},
        "brand": {"brands": ()},
        "type": {"types": ()},
        "excluded": {"excluded": tuple(pair for pair in query.excluded if pair[0] == ALLERGEN)},
    }
    return replace(query, **empty[name])  # type: ignore[arg-type]  # the keys are fields of Query


class Filters:
    """Sets of products and variants by value, worked out once a catalogue."""

    def __init__(
        self,
        catalogue: Catalogue,
        types: Sequence[Collection[str]],
        before: Filters | None = None,
    ) -> None:
        """Index the values of every product; `types` are the product types of each.

        What was worked out `before` is taken over for products that are the same object.
        """
        self._facts: dict[str, tuple[SearchProduct, set[str], str | None]] = {}
        if before is not None:
            self._facts.update(before._facts)
        self.products: list[SearchProduct] = []
        self.types = types
        self.columns = VariantColumns(catalogue.products)
        self._materials = material_book()
        self._audience = _audience_book()
        self._of_product: dict[tuple[str, str], list[int]] = {}
        self._of_variant: dict[tuple[str, str], list[int]] = {}
        self._stated: dict[tuple[str, tuple[str, ...]], Mask] = {}
        self.removed: set[int] = set()
        self.least_ages = np.array(
            [least_age(product.attributes) or 0 for product in catalogue.products], dtype=np.int64
        )
        """From which age in months each product is made; 0 where its data do not say it."""
        for row, product in enumerate(catalogue.products):
            self._index(row, product)

    def _index(self, row: int, product: SearchProduct) -> None:
        self.products.append(product)
        self._mark("brand", normalise(product.brand), row)
        parts = product.category.split("/")
        for depth in range(1, len(parts) + 1):
            self._mark("category", "/".join(parts[:depth]), row)
        for name in self.types[row]:
            self._mark("type", name, row)
        materials, audience = self._facts_of(product)
        for material in materials:
            self._mark("material", material, row)
        self._mark("audience", audience or "unknown", row)
        for variant_row in self.columns.rows_of_product[row]:
            options = {**product.attributes, **self.columns.variants[variant_row].options}
            for key, value in options.items():
                self._of_variant.setdefault((key, value), []).append(variant_row)
                if key in COLOUR_KEYS:
                    self._of_variant.setdefault(("*colour", colour_of(value)), []).append(
                        variant_row
                    )
                elif key == "size":
                    size = normalise(value).upper()
                    self._of_variant.setdefault(("*size", size), []).append(variant_row)

    def _facts_of(self, product: SearchProduct) -> tuple[set[str], str | None]:
        known = self._facts.get(product.id)
        if known is None or known[0] is not product:
            known = (product, self.materials(product), self.audience(product))
            self._facts[product.id] = known
        return known[1], known[2]

    def _mark(self, kind: str, value: str, row: int) -> None:
        if value:
            self._of_product.setdefault((kind, value), []).append(row)

    def materials(self, product: SearchProduct) -> set[str]:
        """Return the materials of a product: its values, and the materials named in them."""
        found: set[str] = set()
        texts = [value for key, value in product.attributes.items() if key in MATERIAL_KEYS]
        texts += [
            v.options[key] for v in product.variants for key in MATERIAL_KEYS if key in v.options
        ]
        for text in texts:
            found.add(normalise(text))
            meanings = [m.meanings[0] for m in self._materials.matches(units(text))]
            found.update(m.value for m in meanings if m.kind == "material")
        return found

    def audience(self, product: SearchProduct) -> str | None:
        """Return `women`, `men`, `kids` or `unisex` where an attribute says so."""
        for key in AUDIENCE_KEYS:
            match = next(self._audience.matches(units(product.attributes.get(key, ""))), None)
            if match:
                return match.meanings[0].value
        return None

    def apply(self, query: Query, columns: VariantColumns | None = None) -> Relaxed:
        """Return what meets the query, giving up as few conditions as needed while nothing does.

        Conditions are dropped in `RELAX_ORDER` until something is left; then each that need not have
        been dropped is put back, the most important first.
        """
        columns = columns or self.columns
        given_up: list[str] = []
        looser = query
        for name in RELAX_ORDER:
            if query.avoided and name in KINDS_OF_THINGS:
                continue  # where no chocolate is without nuts, no mug stands in for it
            if self.masks(looser, columns)[0].any():
                break
            next_looser = without_condition(looser, name)
            if next_looser != looser:
                given_up.append(name)
                looser = next_looser
        for name in reversed(given_up[:-1]):
            needed = [other for other in given_up if other != name]
            stricter = self._without(query, needed)
            if self.masks(stricter, columns)[0].any():
                given_up, looser = needed, stricter
        products, variants = self.masks(looser, columns)
        return Relaxed(looser, products, variants, tuple(given_up))

    @staticmethod
    def _without(query: Query, names: Iterable[str]) -> Query:
        for name in names:
            query = without_condition(query, name)
        return query

    def masks(self, query: Query, columns: VariantColumns) -> tuple[Mask, Mask]:
        """Return which products meet the query, and which variants do.

        Colour, size, price, stock and sale must hold for one and the same variant.
        """
        variants = np.ones(len(columns.owner), dtype=np.bool_)
        for condition in (self._options, self._limits, self._prices):
            condition(query, columns, variants)
        products = np.ones(columns.count, dtype=np.bool_)
        products[list(self.removed)] = False
        if not variants.all() or not len(variants):
            if _has_variant_conditions(query):
                products &= columns.products_with(variants)
        self._product_conditions(query, products)
        self._exclusions(query, columns, products, variants)
        if len(variants):
            variants &= products[columns.owner]
        return products, variants

    def _options(self, query: Query, columns: VariantColumns, variants: Mask) -> None:
        if query.colours:
            shades = values()["colour_shades"]
            wanted = {s for colour in query.colours for s in (colour, *shades.get(colour, ()))}
            variants &= self._variants(("*colour", colour) for colour in wanted)
        if query.sizes:
            variants &= self._variants(("*size", size.upper()) for size in query.sizes)
        by_key: dict[str, list[str]] = {}
        for key, value in query.attributes:
            by_key.setdefault(key, []).append(value)
        for key, wanted_values in by_key.items():
            variants &= self._variants((key, value) for value in wanted_values)

    def _limits(self, query: Query, columns: VariantColumns, variants: Mask) -> None:
        for limit in query.limits:
            variants &= [
                limit.is_met({**self.products[owner].attributes, **variant.options})
                for owner, variant in zip(columns.owner, columns.variants, strict=True)
            ]

    @staticmethod
    def _prices(query: Query, columns: VariantColumns, variants: Mask) -> None:
        if query.price_min_cents is not None:
            variants &= (columns.price >= query.price_min_cents) & (columns.price != UNPRICED)
        if query.price_max_cents is not None:
            variants &= columns.price <= query.price_max_cents
        if query.in_stock:
            variants &= columns.stock > 0
        if query.on_sale:
            variants &= columns.before > columns.price

    def _product_conditions(self, query: Query, products: Mask) -> None:
        if query.brands:
            products &= self._products(("brand", normalise(brand)) for brand in query.brands)
        if query.categories:
            products &= self._products(("category", path) for path in query.categories)
        if query.types:
            products &= self._products(("type", name) for name in query.types)
        if query.purposes and not (query.categories or query.types):
            products &= ~self._products(iter(query.purposes))
        if query.materials:
            products &= self._products(("material", m) for m in _wider(query.materials))
        if query.audience:
            products &= self._for_audience(query.audience)
        if query.age_months is not None:
            products &= self.least_ages <= query.age_months
        if query.rating_min is not None:
            minimum = query.rating_min
            products &= np.array([p.reviews > 0 and p.rating >= minimum for p in self.products])

    def _for_audience(self, wanted: tuple[str, ...]) -> Mask:
        """Return products for one of `wanted`, and those that say nothing about it."""
        fitting = {*wanted, "unknown"}
        if set(wanted) & {"women", "men", "unisex"}:
            fitting.add("unisex")
        return self._products(("audience", value) for value in fitting)

    def _exclusions(
        self, query: Query, columns: VariantColumns, products: Mask, variants: Mask
    ) -> None:
        """Take away what is excluded; a colour or size takes away variants, and products with no other."""
        shades = values()["colour_shades"]
        for kind, value in query.excluded:
            if kind in ("colour", "size", "attribute"):
                key, _, rest = value.partition("=")
                pairs = {
                    "colour": [("*colour", c) for c in (value, *shades.get(value, ()))],
                    "size": [("*size", value.upper())],
                    "attribute": [(key, rest)],
                }[kind]
                gone = self._variants(iter(pairs))
                variants &= ~gone
                products &= columns.products_with(variants) | ~columns.products_with(gone)
            else:
                products &= ~self._excluded_products(kind, value)

    def _excluded_products(self, kind: str, value: str) -> Mask:
        if kind == ALLERGEN:
            return self._stating(contains, (value,))
        if kind == "material":
            return self._products(("material", m) for m in _wider((value,)))
        if kind == "brand":
            return self._products(iter([("brand", normalise(value))]))
        if kind in ("category", "audience", "type"):
            return self._products(iter([(kind, value)]))
        wanted = set(tokenize(value)) or {stem(normalise(value))}
        return np.array(
            [wanted <= set(tokenize(" ".join(p.title.values()))) for p in self.products]
        )

    def stating_absence(self, query: Query) -> Mask:
        """Return the products whose data state that what must not be in them is not; none where nothing is named."""
        if not query.avoided:
            return np.zeros(len(self.products), dtype=np.bool_)
        return self._stating(states_absence, query.avoided)

    def _stating(self, says: Callable[[Goods, Iterable[str]], bool], keys: tuple[str, ...]) -> Mask:
        """Return the products whose data say something of these things, worked out once."""
        known = (says.__name__, keys)
        if known not in self._stated:
            self._stated[known] = np.array([says(p, keys) for p in self.products], dtype=np.bool_)
        return self._stated[known]

    def _products(self, pairs: Iterable[tuple[str, str]]) -> Mask:
        return _marked(self._of_product, pairs, self.columns.count)

    def _variants(self, pairs: Iterable[tuple[str, str]]) -> Mask:
        return _marked(self._of_variant, pairs, len(self.columns.owner))


def _has_variant_conditions(query: Query) -> bool:
    return bool(
        query.colours
        or query.sizes
        or query.attributes
        or query.limits
        or query.in_stock
        or query.on_sale
        or query.has_price_limit
    )


def _wider(materials: tuple[str, ...]) -> set[str]:
    kinds = values()["material_kinds"]
    return {m for material in materials for m in (material, *kinds.get(material, ()))}


def _marked(
    sets: dict[tuple[str, str], list[int]], pairs: Iterable[tuple[str, str]], count: int
) -> Mask:
    mask = np.zeros(count, dtype=np.bool_)
    for pair in pairs:
        mask[sets.get(pair, [])] = True
    return mask


def material_book() -> PhraseBook:
    """Return the phrases that name a material in a catalogue's values, with those that only seem to."""
    book = PhraseBook()
    for phrases in values()["material_unlike"].values():
        for phrase in phrases:
            book.add(phrase, Meaning("unlike", phrase))
    for lexicon in lexicons().values():
        for material, spellings in lexicon.table("materials").items():
            for spelling in {material, *spellings}:
                book.add(spelling, Meaning("material", material))
    return book


def _audience_book() -> PhraseBook:
    book = PhraseBook()
    for lexicon in lexicons().values():
        for value, spellings in lexicon.table("audience").items():
            for spelling in spellings:
                book.add(spelling, Meaning("audience", value))
    return book
