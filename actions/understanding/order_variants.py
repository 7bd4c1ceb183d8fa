"""Reading which version of a product a shopper means, from the options they name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from actions.catalogue import cards
from actions.phrases import pattern
from actions.turn.turn import Json, Turn
from ecomcore.orders import LineView
from ecomcore.text.tokens import normalise

YES, NO = ("yes",), ("no", "none")


@dataclass(frozen=True)
class Said:
    """One value of an option where it is said; `keys` are the options that it may be a value of."""

    value: str
    start: int
    end: int
    keys: frozenset[str]


def wanted_from(text: str) -> int:
    """Return where an exchange sentence begins to name what is wanted instead of what there is."""
    mark = pattern("wanted_mark").search(text)
    return mark.end() if mark else 0


def values_said(turn: Turn, values: Mapping[str, Iterable[str]], text: str) -> list[Said]:
    """Return the values of options that stand in a normalised text, in their order.

    Args:
        turn: gives the language.
        values: the values that each option can have.
        text: the normalised text.
    """
    keys_of: dict[str, set[str]] = {}
    for key, possible in values.items():
        for value in possible:
            keys_of.setdefault(value, set()).add(key)
    names = {key: _names(turn, "option", key) for key in values}
    found = []
    for value, keys in keys_of.items():
        for start, end in _places(_names(turn, "value", value), text):
            bound = _bound(text, start, end, {key: names[key] for key in values})
            if bound is None and value.lower() in (*YES, *NO):
                continue
            if bound is None or bound in keys:
                found.append(Said(value, start, end, frozenset({bound} if bound else keys)))
    found = [s for s in found if not any(_inside(s, other) for other in found)]
    # An option may be called by its values ("bagged/bagless"): its name chooses none of them.
    named = [place for key in values for place in _places(names[key], text)]
    found = [s for s in found if not any(_is_part(s, place) for place in named)]
    found += [
        said for key in values for said in _yes_or_no(key, set(values[key]), names[key], text)
    ]
    return sorted(found, key=lambda said: said.start)


def _names(turn: Turn, kind: str, word: str) -> set[str]:
    plain = normalise(word.replace("_", " "))
    names = {plain, normalise(cards.word(turn, kind, word))}
    return {name for name in names | {n.replace("colour", "color") for n in names} if name}


def _places(names: Iterable[str], text: str) -> set[tuple[int, int]]:
    places: set[tuple[int, int]] = set()
    for name in names:
        pattern = re.escape(name)
        if name.isascii():
            pattern = rf"(?<![a-z0-9])(?<![a-z0-9]['’])(?<!\d\.){pattern}(?![a-z0-9])(?!\.\d)"
        places.update(match.span() for match in re.finditer(pattern, text))
    return places


def _is_part(said: Said, place: tuple[int, int]) -> bool:
    """Say whether a value is only a part of what stands at a place of the text."""
    start, end = place
    return start <= said.start and said.end <= end and end - start > said.end - said.start


def _inside(said: Said, other: Said) -> bool:
    """Say whether a value is only a part of another one, or begins in the middle of it (藏青色: 藏青, not 青色)."""
    return _is_part(said, (other.start, other.end)) or other.start < said.start < other.end


def _bound(text: str, start: int, end: int, names: Mapping[str, set[str]]) -> str | None:
    """Return the option whose name stands right before or behind a value."""
    before, after = text[:start], text[end:]
    hits: list[tuple[int, int, str]] = []
    for key, words in names.items():
        for word in words:
            if pattern("named_before", word=re.escape(word)).search(before):
                hits.append((1, len(word), key))
            elif re.match(rf"\s*{re.escape(word)}(?![a-z])", after):
                hits.append((0, len(word), key))
    return max(hits)[2] if hits else None


def _yes_or_no(key: str, values: set[str], names: set[str], text: str) -> list[Said]:
    """Return yes or no where only the option itself is said: "waterproof", "without backlight"."""
    found = []
    yes = next((value for value in values if value.lower() in YES), None)
    no = next((value for value in values if value.lower() in NO), None)
    for start, end in _places(names, text):
        rest, before = text[end:], text[:start]
        if pattern("yes_or_no_after").search(rest):
            continue
        is_not = bool(pattern("negated_value").search(before))
        value = no if is_not else yes
        if value is not None and len(values) <= (2 if yes else len(values)):
            found.append(Said(value, start, end, frozenset({key})))
    return found


def read_variant(
    turn: Turn, line: LineView, variants: Sequence[Json], text: str, *, is_asked: bool = False
) -> str | None:
    """Return the sku of the one variant that has the options named; options not named stay as they are.

    Where no variant keeps all the others, the one that keeps the most of them is taken if it is the only such one. A
    value that several options can have ("black" of a frame or of lenses) may mean any of them that is not named. With
    `is_asked` the text answers the question for the version, so that no word for "instead" is needed.
    """
    text = normalise(text)
    refused = pattern("instead_of").search(text)
    text = text[: refused.start()] if refused else text
    keys = list(line.options or (variants[0]["options"] if variants else {}))
    values = {key: {v["options"].get(key, "") for v in variants} - {""} for key in keys}
    said = [s for s in values_said(turn, values, text) if not _is_refused(s, text)]
    fixed, loose = _wanted(line, said, wanted_from(text))
    if not fixed and not loose:
        return None
    fitting = [v for v in variants if _fits(v["options"], fixed, loose)]
    if not loose and all(line.options.get(key) == value for key, value in fixed.items()):
        # What is named is what there is: said back as such if it is what is wanted, never taken for another version.
        return line.sku if is_asked or wanted_from(text) else None
    fitting = [v for v in fitting if v["sku"] != line.sku] or fitting
    if not fitting:
        return None
    kept = {
        v["sku"]: sum(v["options"].get(k) == x for k, x in line.options.items()) for v in fitting
    }
    most = max(kept.values())
    best = [v for v in fitting if kept[v["sku"]] == most]
    in_stock = [v for v in best if v.get("stock", 1) > 0] or best
    return str(in_stock[0]["sku"]) if len(in_stock) == 1 else None


def _is_refused(said: Said, text: str) -> bool:
    is_a_value = said.value.lower() not in (*YES, *NO)
    return is_a_value and pattern("refused_value").search(text[: said.start]) is not None


def _wanted(line: LineView, said: Sequence[Said], start: int) -> tuple[dict[str, str], list[Said]]:
    """Return the options that are named for sure, and the values whose option is open."""
    wanted = [s for s in said if s.start >= start]
    fixed = {key: s.value for s in wanted if len(s.keys) == 1 for key in s.keys}
    for key in line.options:
        if key not in {k for s in wanted for k in s.keys}:
            others = {s.value for s in said if key in s.keys} - {line.options[key]}
            if len(others) == 1:
                fixed[key] = others.pop()
    loose = [
        Said(s.value, s.start, s.end, s.keys - fixed.keys()) for s in wanted if len(s.keys) > 1
    ]
    return fixed, [s for s in loose if s.keys]


def _fits(options: Mapping[str, str], fixed: Mapping[str, str], loose: Sequence[Said]) -> bool:
    has_all = all(options.get(key) == value for key, value in fixed.items())
    return has_all and all(any(options.get(k) == s.value for k in s.keys) for s in loose)
