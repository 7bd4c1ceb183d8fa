"""What a shopper asks for, as data that can be shown, changed and searched with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from statistics import median
from typing import Any

from ecomcore.safety.absence import absent_in
from ecomcore.safety.ages import age_in
from ecomcore.search.labels import Labels
from ecomcore.search.lexicon import lexicon
from ecomcore.search.limits import Limit
from ecomcore.search.money import minor_units
from ecomcore.search.phrases import ALLERGEN, Meaning
from ecomcore.search.reading import Findings, read
from ecomcore.search.reading.sizes import bigger_size
from ecomcore.search.vocabulary import Vocabulary
from shoptalk.language import detect

PLURAL = {
    "category": "categories",
    "type": "types",
    "brand": "brands",
    "colour": "colours",
    "size": "sizes",
    "material": "materials",
    "audience": "audience",
}
KINDS_OF_THINGS = ("type", "category")
MOST_TERMS = 24
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Query:
    """One wish. Prices are in minor units of the shop's currency.

    `terms` are the words left for retrieval (product words stay among them); `types` are product types that a product
    is preferred for; `attributes` and `excluded` are pairs of key and value (`("waterproof", "yes")`, `("colour",
    "red")`, `("allergen", "gluten")` for what must not be in it); `limits` are conditions on measures; `sort` is
    `price`, `price_down`, `rating`, `newest`, `popular` or None for relevance; `currency` is set where another
    currency than the shop's was named; `code` is the sku or model number of a product that was named; `heads` are
    words of no known meaning right after the name of a kind of product; `purposes` are kinds of product that
    something is done with, as (kind, value), and that are not asked for; `sources` are pairs of a chip's key and one
    of the `terms` that gave it; `corrections` are pairs of a misspelt word and what it was taken for; `age_months` is
    the age of the child that it is for, a condition of what is safe.
    """

    text: str = ""
    terms: tuple[str, ...] = ()
    language: str = "en"
    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    attributes: Pairs = ()
    limits: tuple[Limit, ...] = ()
    price_min_cents: int | None = None
    price_max_cents: int | None = None
    price_level: str | None = None
    in_stock: bool = False
    on_sale: bool = False
    rating_min: float | None = None
    excluded: Pairs = ()
    sort: str | None = None
    quantity: int | None = None
    currency: str | None = None
    code: str = ""
    heads: tuple[str, ...] = ()
    purposes: Pairs = ()
    sources: Pairs = ()
    refinements: tuple[str, ...] = ()
    corrections: Pairs = ()
    age_months: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold; `from_dict` gives the query back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Query:
        """Return the query of `to_dict`, also after a trip through JSON; unknown keys are left out."""
        known = {f.name for f in fields(cls)}
        read = {key: _tupled(value) for key, value in raw.items() if key in known}
        return cls(**{**read, "limits": tuple(Limit(*limit) for limit in read.get("limits", ()))})

    @property
    def retrieval_text(self) -> str:
        """The words to retrieve by, as one text."""
        return " ".join(self.terms)

    @property
    def has_price_limit(self) -> bool:
        """Whether a lowest or a highest price is named."""
        return self.price_min_cents is not None or self.price_max_cents is not None

    @property
    def avoided(self) -> tuple[str, ...]:
        """What must not be in the thing, by the keys of the lists of allergens."""
        return tuple(value for kind, value in self.excluded if kind == ALLERGEN)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        blank = Query(text=self.text, language=self.language)
        own = replace(self, currency=None, refinements=(), corrections=(), heads=(), sources=())
        return own == blank

    def chips(
        self, language: str | None = None, vocabulary: Vocabulary | None = None
    ) -> list[Chip]:
        """Return what was understood as (key, label) pairs; `without(key)` takes one away."""
        words = lexicon(language or self.language).table("labels")
        shown = Labels(words, language or self.language, vocabulary)
        found: list[Chip] = []
        for kind, plural in PLURAL.items():
            labelled = {shown.value(kind, v): f"{kind}:{v}" for v in getattr(self, plural)[::-1]}
            found += [(key, label) for label, key in reversed(labelled.items())]
        for key, value in self.attributes:
            found.append((f"attribute:{key}={value}", shown.attribute(key, value)))
        for limit in self.limits:
            found.append((f"limit:{limit.keys[0]}", shown.limit(limit)))
        price = shown.price(self.price_min_cents, self.price_max_cents)
        found.extend([("price", price)] if price else [])
        found.extend(
            [(f"level:{self.price_level}", words[self.price_level])] if self.price_level else []
        )
        for flag in ("in_stock", "on_sale"):
            found.extend([(flag, words[flag])] if getattr(self, flag) else [])
        if self.rating_min is not None:
            found.append(("rating", words["rating"].format(value=f"{self.rating_min:g}")))
        for kind, value in self.excluded:
            frame = words["without" if kind == ALLERGEN else "excluded"]
            label = frame.format(value=shown.bare(kind, value))
            found.append((f"excluded:{kind}:{value}", label))
        if self.sort:
            found.append(("sort", words[f"sort_{self.sort}"]))
        if self.age_months is not None:
            found.append(("age", shown.age(self.age_months)))
        if self.quantity:
            found.append(("quantity", words["quantity"].format(value=self.quantity)))
        return found

    def without(self, chip: str) -> Query:
        """Return the query without what a chip's key stands for and its words; an unknown key changes nothing.

        Categories of one name ("Men › Jackets", "Women › Jackets") are one chip and go together. The words for a kind
        of thing stay: without them nothing would be looked for.
        """
        kind, _, value = chip.partition(":")
        if kind not in KINDS_OF_THINGS:
            return self._without_words(chip)._without(kind, value)
        return self._without(kind, value)

    def _without_words(self, chip: str) -> Query:
        """Return the query without the terms that only this chip comes from: they would still draw what has them up."""
        own = {term for key, term in self.sources if key == chip}
        others = {term for key, term in self.sources if key != chip}
        return replace(
            self,
            terms=tuple(term for term in self.terms if term not in own - others),
            sources=tuple(source for source in self.sources if source[0] != chip),
        )

    def _without(self, kind: str, value: str) -> Query:
        single: dict[str, dict[str, Any]] = {
            "price": {"price_min_cents": None, "price_max_cents": None},
            "level": {"price_level": None},
            "in_stock": {"in_stock": False},
            "on_sale": {"on_sale": False},
            "rating": {"rating_min": None},
            "sort": {"sort": None},
            "age": {"age_months": None},
            "quantity": {"quantity": None},
        }
        if kind in single:
            return replace(self, **single[kind])
        if kind == "attribute":
            left = tuple(pair for pair in self.attributes if "=".join(pair) != value)
            return replace(self, attributes=left)
        if kind == "limit":
            return replace(self, limits=tuple(x for x in self.limits if x.keys[0] != value))
        if kind == "excluded":
            left = tuple(pair for pair in self.excluded if ":".join(pair) != value)
            return replace(self, excluded=left)
        if kind in PLURAL:
            name = value.rpartition("/")[2] if kind == "category" else None
            kept: dict[str, Any] = {
                PLURAL[kind]: tuple(
                    v
                    for v in getattr(self, PLURAL[kind])
                    if v != value and (name is None or v.rpartition("/")[2] != name)
                )
            }
            return replace(self, **kept)
        return self

    def converted(self, factor: float) -> Query:
        """Return the query with its price limits in the shop's currency, each multiplied by `factor`."""
        low, high = (
            None if cents is None else round(cents * factor)
            for cents in (self.price_min_cents, self.price_max_cents)
        )
        return replace(self, price_min_cents=low, price_max_cents=high, currency=None)

    def standing_alone(self) -> Query:
        """Return the query as the first of a conversation: "cheaper", compared with nothing, is an order by price."""
        orders = {"cheaper": "price", "dearer": "price_down"}
        asked = [orders[refinement] for refinement in self.refinements if refinement in orders]
        return replace(self, sort=self.sort or next(iter(asked), None), refinements=())

    def for_age_of(self, other: Query) -> Query:
        """Return the query for a child of the age that another is for, unless it names an age itself."""
        return replace(self, age_months=other.age_months) if self.age_months is None else self

    def refined(
        self,
        text: str,
        vocabulary: Vocabulary,
        *,
        language: str | None = None,
        shown_cents: Sequence[int] = (),
        shown_brands: Sequence[str] = (),
        shown_colours: Sequence[str] = (),
    ) -> Query:
        """Return this query changed by a follow-up such as "cheaper", "in red", "再便宜点".

        `shown_*` describe the products just shown, best first: "cheaper" is cheaper than their middle price, "not that
        brand" is the brand of the first. A follow-up that names another kind of product starts a new search.
        """
        change = understand(text, vocabulary, language or self.language)
        if (change.types or change.categories) and not change.refinements:
            same = set(change.types) & set(self.types) or set(change.categories) & set(
                self.categories
            )
            if not same:
                return change.for_age_of(self)
        merged = replace(
            self,
            text=f"{self.text}, {text}",
            language=change.language,
            code=change.code,
            heads=change.heads,
            refinements=(),
        )
        merged = _overlaid(merged, change)
        for refinement in change.refinements:
            merged = _changed(merged, refinement, shown_cents, shown_brands, shown_colours)
        return merged


Chip = tuple[str, str]


def understand(text: str, vocabulary: Vocabulary, language: str | None = None) -> Query:
    """Return what `text` asks for, by the words of the catalogue.

    `language` is the language of the conversation, used where the text does not tell its own.
    """
    absent = absent_in(text)
    query = _query(
        text, read(absent.rest, vocabulary), vocabulary, detect(text) or language or "en"
    )
    avoided = tuple((ALLERGEN, key) for key in absent.keys)
    return replace(query, excluded=(*query.excluded, *avoided))


def _query(text: str, found: Findings, vocabulary: Vocabulary, language: str) -> Query:
    kinds: dict[str, Any] = {
        plural: tuple(dict.fromkeys(m.value for m in found.wanted if m.kind == kind))
        for kind, plural in PLURAL.items()
    }
    excluded = [(m.kind, f"{m.key}={m.value}" if m.key else m.value) for m in found.excluded]
    return Query(
        text=text[:500],
        terms=tuple(dict.fromkeys(found.text))[:MOST_TERMS],
        language=language,
        **kinds,
        attributes=tuple(
            dict.fromkeys((m.key, m.value) for m in found.wanted if m.kind == "attribute")
        ),
        limits=tuple(dict.fromkeys(found.limits)),
        price_min_cents=_cents(found.price_min, vocabulary.currency),
        price_max_cents=_cents(found.price_max, vocabulary.currency),
        price_level=found.price_level,
        in_stock=found.in_stock,
        on_sale=found.on_sale,
        rating_min=found.rating_min,
        excluded=tuple(dict.fromkeys(excluded)),
        sort=found.sort,
        quantity=found.quantity,
        currency=found.currency if found.currency != vocabulary.currency else None,
        refinements=tuple(found.refinements),
        corrections=tuple(found.corrections),
        age_months=age_in(text),
        heads=tuple(dict.fromkeys(found.heads)),
        purposes=tuple(dict.fromkeys((m.kind, m.value) for m in found.purposes)),
        sources=tuple(dict.fromkeys((_chip_key(m), text) for m, text in found.sources)),
    )


def _chip_key(meaning: Meaning) -> str:
    value = f"{meaning.key}={meaning.value}" if meaning.key else meaning.value
    return f"{meaning.kind.removesuffix('_like')}:{value}"


def _overlaid(query: Query, change: Query) -> Query:
    """Return `query` with what `change` names put in the place of the same kind, of an attribute of the same key."""
    for key, _ in query.chips():
        kind = key.partition(":")[0]
        if kind not in KINDS_OF_THINGS and getattr(change, PLURAL.get(kind, "code"), None):
            query = query.without(key)
    updates: dict[str, Any] = {}
    for name in (*PLURAL.values(), "sort", "rating_min", "price_level", "quantity"):
        value = getattr(change, name)
        if value:
            updates[name] = value
    if change.has_price_limit:
        updates["price_min_cents"] = change.price_min_cents
        updates["price_max_cents"] = change.price_max_cents
        updates["currency"] = change.currency
    named = {key for key, _ in change.attributes}
    kept = tuple(pair for pair in query.attributes if pair[0] not in named)
    updates["attributes"] = (*kept, *change.attributes)
    limited = {limit.keys for limit in change.limits}
    kept_limits = tuple(limit for limit in query.limits if limit.keys not in limited)
    updates["limits"] = (*kept_limits, *change.limits)
    updates["sources"] = tuple(dict.fromkeys((*query.sources, *change.sources)))
    updates["excluded"] = tuple(dict.fromkeys((*query.excluded, *change.excluded)))
    if change.age_months is not None:
        updates["age_months"] = change.age_months
    updates["in_stock"] = query.in_stock or change.in_stock
    updates["on_sale"] = query.on_sale or change.on_sale
    updates["terms"] = tuple(dict.fromkeys((*query.terms, *change.terms)))
    return replace(query, **updates)


def below_the_middle(shown_cents: Sequence[int]) -> int:
    """Return the highest price that is cheaper than what was shown: a cent below the middle."""
    return max(0, int(median(shown_cents)) - 1)


def _changed(
    query: Query,
    refinement: str,
    shown_cents: Sequence[int],
    shown_brands: Sequence[str],
    shown_colours: Sequence[str],
) -> Query:
    if refinement == "cheaper":
        if not shown_cents:
            return replace(query, sort="price")
        return replace(query, price_max_cents=below_the_middle(shown_cents), price_level=None)
    if refinement == "dearer":
        if not shown_cents:
            return replace(query, sort="price_down")
        return replace(query, price_min_cents=int(median(shown_cents)) + 1, price_level=None)
    if refinement in ("bigger", "smaller"):
        steps = 1 if refinement == "bigger" else -1
        sizes = [size for old in query.sizes if (size := bigger_size(old, steps))]
        return replace(query, sizes=tuple(sizes) or query.sizes)
    if refinement == "other_brand":
        gone = query.brands or tuple(shown_brands[:1])
        pairs = tuple(("brand", brand) for brand in gone if brand)
        return replace(query, brands=(), excluded=tuple(dict.fromkeys((*query.excluded, *pairs))))
    if refinement == "other_colour":
        gone = query.colours or tuple(shown_colours[:1])
        pairs = tuple(("colour", colour) for colour in gone if colour)
        return replace(query, colours=(), excluded=tuple(dict.fromkeys((*query.excluded, *pairs))))
    return query


def _cents(amount: float | None, currency: str) -> int | None:
    return None if amount is None else round(amount * 10 ** minor_units(currency))


def _tupled(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_tupled(item) for item in value)
    return value
