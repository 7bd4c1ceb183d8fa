"""What the chips of a query say: its values in words."""

from __future__ import annotations

from collections.abc import Mapping

from ecomcore.safety.allergens import called
from ecomcore.search.limits import Limit
from ecomcore.search.money import show_cents
from ecomcore.search.phrases import ALLERGEN
from ecomcore.search.vocabulary import Vocabulary


class Labels:
    """Words for the values of a query in one language; without a vocabulary, what the lexicon has."""

    def __init__(
        self, words: Mapping[str, str], language: str, vocabulary: Vocabulary | None
    ) -> None:
        """Keep the `words` of the lexicon's table of labels, and the names that a catalogue has."""
        self.words = words
        self.language = language
        self.vocabulary = vocabulary

    def bare(self, kind: str, value: str) -> str:
        """Return the name of a value, without a frame."""
        if kind == "attribute":
            return self.attribute(*value.partition("=")[::2])
        if kind == "audience":
            return self.words.get(value, value)
        if kind == ALLERGEN:
            return called(value, self.language)
        name = value.rpartition("/")[2] if kind == "category" else value
        return self.vocabulary.label(kind, value, self.language) if self.vocabulary else name

    def value(self, kind: str, value: str) -> str:
        """Return a value in its frame, as in `Size M`."""
        return self.words[kind].format(value=self.bare(kind, value))

    def attribute(self, key: str, value: str) -> str:
        """Return an attribute in words: `waterproof`, `capacity: 500 ml`."""
        name = self.bare("attribute_key", key).replace("_", " ")
        if value in ("yes", "no"):
            return self.words[value].format(key=name)
        return self.words["attribute"].format(key=name, value=self.bare("value", value))

    def limit(self, limit: Limit) -> str:
        """Return a limit in words: `size: up to 120 cm`."""
        name = self.bare("attribute_key", limit.keys[0]).replace("_", " ")
        numbers, unit = limit.said
        value = f"{numbers} {self.words.get(f'unit_{unit}', unit)}"
        return self.words[f"limit_{limit.bound}"].format(key=name, value=value)

    def age(self, months: int) -> str:
        """Return the age of a child: `age 3`, `18 months`."""
        years, rest = divmod(months, 12)
        if rest and months < 36:
            return self.words["age_months"].format(value=months)
        return self.words["age_years"].format(value=f"{months / 12:g}" if years else months)

    def price(self, low: int | None, high: int | None) -> str:
        """Return a price range in words, "" where there is no bound."""
        currency = self.vocabulary.currency if self.vocabulary else "USD"
        shown = {
            name: show_cents(cents or 0, currency, self.language)
            for name, cents in (("low", low), ("high", high))
        }
        if low is not None and high is not None:
            return self.words["price_range"].format(**shown)
        if high is not None:
            return self.words["price_max"].format(value=shown["high"])
        return self.words["price_min"].format(value=shown["low"]) if low is not None else ""
