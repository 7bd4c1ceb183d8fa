"""Says why a product was recommended, from what gave it its score and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ecomcore.recommend.base import Reason, Wish
from ecomcore.recommend.blend import Share
from ecomcore.recommend.goods import RECENT_DAYS, Good
from ecomcore.recommend.models.repeat import Habit
from ecomcore.recommend.models.together import TogetherModel
from ecomcore.recommend.wording import all_words, group_name, in_each, say

NAMED = 3
"""Products that are named as evidence at most."""

SECOND_FROM = 0.5
"""The second product is spoken of if it added at least this share of what the first one did."""

OWN_FROM = 0.15
"""Share of the personal score that must be owed to this very history: what sells most comes after any history."""

NEAR_PRICE = 0.2
TOLD = ("material",)
"""Attributes that are spoken of where two products share them."""

COMMON = frozenset({"popularity", "recent"})
SILENT = frozenset({"still_sold"})
"""Parts that no shopper wants to hear of: the next one speaks for them."""


class Explainer:
    """Turns shares of a score into a reason in every language."""

    def __init__(self, goods: Sequence[Good], together: TogetherModel | None) -> None:
        """Keep the products by row, and the model that counts common baskets."""
        self.goods = goods
        self.together = together

    def of(self, row: int, shares: Sequence[Share], wish: Wish) -> Reason:
        """Return the reason for the product in `row`.

        Personal parts are heard together: what their evidence adds up to names the products. They speak where they
        gave more than the parts that are alike for everybody, and more than any other history would have brought.
        """
        evidence: dict[int, float] = {}
        for share in shares:
            for source, value in share.evidence.items():
                evidence[source] = evidence.get(source, 0.0) + value
        common = sum(share.gain for share in shares if not share.evidence)
        usual = sum(share.usual for share in shares if share.evidence)
        personal = sum(evidence.values())
        if evidence and personal >= common and personal - usual >= OWN_FROM * personal:
            return self._personal(row, evidence, shares, wish)
        parts = [share.part for share in shares if not share.evidence and share.part not in SILENT]
        return self._common(row, next(iter(parts), "popularity" if evidence else ""), wish)

    def similar(self, row: int, source: int, score: float) -> Reason:
        """Return what two products have in common, in words."""
        return self._in_common("similar", row, source, score, is_price_told=True)

    def matching(self, row: int, source: int, score: float) -> Reason:
        """Return by what a product suits one of another kind, in words."""
        return self._in_common("matching", row, source, score, is_price_told=False)

    def together_with(self, row: int, source: int, score: float) -> Reason:
        """Return how many of those who took one product took the other with it."""
        good = self.goods[source]
        counted = self.together.together(source, row) if self.together is not None else (0, 0)
        titles = in_each(good.title, good.id)
        values = {language: {"title": title} for language, title in titles.items()}
        texts = say("together", values, both=counted[0], all=counted[1])
        return Reason(
            "together", texts, good.id, evidence=((good.id, round(score, 4)),), counted=counted
        )

    def _in_common(
        self, kind: str, row: int, source: int, score: float, *, is_price_told: bool
    ) -> Reason:
        good, other = self.goods[row], self.goods[source]
        pairs = {"kind": (good.kind, other.kind), "brand": (good.brand, other.brand)} | {
            key: (good.attributes.get(key, ""), other.attributes.get(key, "")) for key in TOLD
        }
        shared = [name for name, (mine, theirs) in pairs.items() if mine and mine == theirs]
        if is_price_told and _is_near(good.price_cents, other.price_cents):
            shared.append("price")
        titles = in_each(other.title, other.id)
        values: dict[str, dict[str, str]] = {}
        for language, words in all_words().items():
            what = words["what"]["and"].join(words["what"].get(name, name) for name in shared)
            values[language] = {"title": titles[language], "what": what}
        texts = say(f"{kind}_in" if shared else kind, values)
        return Reason(kind, texts, other.id, evidence=((other.id, round(score, 4)),))

    def due(self, row: int, habit: Habit) -> Reason:
        """Return how often a customer takes a product, and when it was the last time."""
        key = "repeat" if habit.times > 1 else "repeat_once"
        texts = say(key, days=round(habit.interval_days), since=round(habit.since_days))
        good = self.goods[row]
        return Reason(
            "repeat", texts, good.id, counted=(round(habit.since_days), round(habit.interval_days))
        )

    def pinned(self) -> Reason:
        """Return that the shop itself put the product there."""
        return Reason("pinned", say("pinned"))

    def group(self, age: str | None, gender: str | None, count: int) -> Reason:
        """Return that people like the customer buy it."""
        names = {language: {"group": name} for language, name in group_name(age, gender).items()}
        return Reason("group", say("group", names, count=count), sold=count)

    def _personal(
        self, row: int, evidence: Mapping[int, float], shares: Sequence[Share], wish: Wish
    ) -> Reason:
        ranked = sorted(evidence.items(), key=lambda entry: (-entry[1], entry[0]))[:NAMED]
        first = ranked[0][0]
        source = self.goods[first]
        named = tuple((self.goods[place].id, round(value, 4)) for place, value in ranked)
        kind, key = _relation(source.id, wish)
        titles = in_each(source.title, source.id)
        values = {language: {"title": title} for language, title in titles.items()}
        counted = None
        if kind == "together":
            counted = self.together.together(first, row) if self.together is not None else None
            is_counted = counted is not None and counted[0] > 0
            if is_counted and counted is not None:
                texts = say("together", values, both=counted[0], all=counted[1])
            else:
                counted, texts = None, say(key, values)
            return Reason(kind, texts, source.id, evidence=named, counted=counted)
        if (
            key == "bought"
            and len(ranked) > 1
            and ranked[1][1] >= SECOND_FROM * ranked[0][1]
            and self.goods[ranked[1][0]].id in wish.bought
        ):
            second = in_each(self.goods[ranked[1][0]].title, self.goods[ranked[1][0]].id)
            both = {
                language: {"title": title, "other": second[language]}
                for language, title in titles.items()
            }
            return Reason(kind, say("bought_two", both), source.id, evidence=named)
        return Reason(kind, say(key, values), source.id, evidence=named)

    def _common(self, row: int, part: str, wish: Wish) -> Reason:
        sold = self.goods[row].recent
        if part == "season":
            return Reason("season", say("season"))
        if part in COMMON or sold > 1:
            if sold > 1:
                return Reason("popular", say("sold", count=sold, days=RECENT_DAYS), sold=sold)
            return Reason("popular", say("popular"), sold=sold)
        return Reason("new", say("new"))


def _relation(source: str, wish: Wish) -> tuple[str, str]:
    """Return kind and words of how the wish came by a product."""
    if wish.situation == "product":
        return "together", "with"
    if source in wish.cart:
        return "together", "cart"
    if source in wish.liked:
        return "session", "liked"
    if source in wish.bought:
        return "history", "bought"
    return "history", "looked"


def _is_near(price: int, other: int) -> bool:
    return bool(price and other) and abs(price - other) <= NEAR_PRICE * other
