"""Measures of a body as people write them: `165 55公斤`, `5'7" 140 lbs`, 脚长24.5, 二尺一, "between 40 and 41"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ecomcore.search.lexicon import read_sections
from ecomcore.text.tokens import has_chinese, normalise
from ecomcore.text.words import pattern, written
from shoptalk import packs
from shoptalk.numbers import CHINESE_DIGITS, CHINESE_PLACES, read_number

FOLDER = Path(__file__).parent / "words"
ROOM = "sizes"
"""How its file is called in a language pack."""
CM_OF_INCH, CM_OF_CHI, KG_OF_LB, KG_OF_JIN, KG_OF_STONE = 2.54, 100 / 3, 0.45359237, 0.5, 6.35029318
ADULT_CM, TALLEST_CM = 140, 215
CHILD_CM = 50
LEAST_KG, MOST_KG = 30, 130
FEET_CM = (10, 33)
EU_SIZES = (15, 50)
_N = r"\d+(?:\.\d+)?"
_FEET = re.compile(
    r"(?<![\d.])(\d)\s*(?:'|ft|feet|foot)\s*(\d{1,2})?\s*(?:\"|''|in(?:ch(?:es)?)?)?(?![\d.])"
)
_METRES = re.compile(
    rf"(\d)\s*{written('sizes', 'metre')}\s*(\d{{1,2}})(?!\d)"
    rf"|(?<![\d.])([12]\.\d{{1,2}})\s*{written('sizes', 'metre_end')}?(?!\d)"
)
_METRES_IN_WORDS = pattern("sizes", "metres_in_words")
_CHI = pattern("sizes", "chi")
_JIN, _POUNDS, _STONES = (pattern("sizes", unit) for unit in ("jin", "pounds", "stones"))
_MILLIMETRE, _INCH = (pattern("sizes", unit) for unit in ("millimetre", "inch"))
_WEIGHT = re.compile(rf"({_N})\s*({written('sizes', 'weight_units')})")
_SYSTEM = re.compile(
    rf"\b(eu|uk|us|jp|cn)\s*{written('sizes', 'size')}?\s*({_N})(?!\d)"
    rf"|({written('sizes', 'systems')})\s*({_N})|({_N})\s*(?:\(?(eu|uk|us)\)?\b)"
)
_BETWEEN = re.compile(
    rf"({_N})\s*(?:/|-|{written('sizes', 'between')})\s*({_N})(?:\s*{written('sizes', 'between_end')})?"
)
_SHOE = re.compile(
    rf"{written('sizes', 'size_before')}\s*({_N})(?!\d)|({_N})\s*{written('sizes', 'size_after')}"
)
_NUMBER = re.compile(rf"(?<![\d.])({_N})(?![\d.])\s*({written('sizes', 'length_units')})?")


@dataclass(frozen=True)
class Body:
    """What somebody said about a body.

    `measures` are in centimetres (`height`, `chest`, `waist`, `hips`, `foot`), kilograms (`weight`), years (`age`) or
    sizes of a country (`eu`, `uk`, `us`, `jp`); `between` are two sizes that somebody is between.
    """

    measures: dict[str, float] = field(default_factory=dict)
    between: tuple[str, str] | None = None
    gender: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said that tells a size."""
        return not self.measures and self.between is None


def read_body(text: str) -> Body:
    """Return the measures in a message, in either system and language."""
    reader = _Reader(normalise(text).replace("’", "'").replace("″", '"').replace("′", "'"))
    return reader.read()


class _Reader:
    """Takes measures out of a text, the plainest first, so that a number counts once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[str, float] = {}
        self.between: tuple[str, str] | None = None

    def read(self) -> Body:
        gender = next((g for g in ("women", "men") if _says(self.text, g)), "")
        self._heights()
        self._weights()
        self._named()
        self._ages()
        self._sizes()
        self._bare()
        return Body(self.found, self.between, gender)

    def _take(self, match: re.Match[str]) -> None:
        self.text = f"{self.text[: match.start()]} ; {self.text[match.end() :]}"

    def _set(self, measure: str, value: float) -> None:
        self.found.setdefault(measure, round(value, 2))

    def _heights(self) -> None:
        if match := _FEET.search(self.text):
            self._set("height", (int(match[1]) * 12 + int(match[2] or 0)) * CM_OF_INCH)
            self._take(match)
        elif match := _METRES_IN_WORDS.search(self.text):
            number = read_number(list(match[1]), 0)
            low = number.low if number else 0
            self._set(
                "height", 100 + (low * 10 if len(match[1]) == 1 else _two_digits(match[1], low))
            )
            self._take(match)
        elif match := _METRES.search(self.text):
            metres = (
                float(match[3]) if match[3] else int(match[1]) + int(match[2].ljust(2, "0")) / 100
            )
            self._set("height", metres * 100)
            self._take(match)

    def _weights(self) -> None:
        match = _WEIGHT.search(self.text)
        if match is None:
            return
        unit = match[2]
        factor = 1.0
        if _JIN.fullmatch(unit):
            factor = KG_OF_JIN
        elif _POUNDS.match(unit):
            factor = KG_OF_LB
        elif _STONES.match(unit):
            factor = KG_OF_STONE
        self._set("weight", float(match[1]) * factor)
        self._take(match)

    def _named(self) -> None:
        """Take measures with their name before (or, in English, behind) them."""
        for measure in ("chest", "waist", "hips", "foot", "weight", "height"):
            if match := _chi_after(self.text, measure):
                self._set(measure, _chi(match))
                self._take(match)
            elif match := _number_after(self.text, measure):
                self._set(measure, _centimetres(float(match[1]), match[2] or "", measure))
                self._take(match)
        if match := _CHI.search(self.text):
            self._set("waist", _chi(match))
            self._take(match)

    def _ages(self) -> None:
        words = "|".join(re.escape(word) for word in _words("age"))
        if match := re.search(rf"({_N}|{written('sizes', 'numeral')})\s*(?:{words})", self.text):
            number = read_number([match[1]] if match[1][0].isdigit() else list(match[1]), 0)
            if number:
                self._set("age", number.low)
            self._take(match)

    def _sizes(self) -> None:
        for named in list(_SYSTEM.finditer(self.text))[:1]:
            system = named[1] or _systems().get(named[3] or "", "") or named[6]
            value = float(named[2] or named[4] or named[5])
            if system == "cn" or (system == "jp" and value > FEET_CM[1]):
                self._set("foot", value / 10 if value > FEET_CM[1] else value)
            elif system == "jp":
                self._set("foot", value)
            else:
                self._set(system, value)
            self._take(named)
        if "height" in self.found and "foot" not in self.found:
            return
        if match := _BETWEEN.search(self.text):
            low, high = sorted((float(match[1]), float(match[2])))
            if EU_SIZES[0] <= low < high <= EU_SIZES[1] and high - low <= 2:
                self.between = (f"{low:g}", f"{high:g}")
                self._take(match)
        if self.between is None and (match := _SHOE.search(self.text)):
            self._set("eu", float(match[1] or match[2]))
            self._take(match)

    def _bare(self) -> None:
        """Give the numbers that are left a meaning by their size: `165 55` is a height and a weight."""
        for match in list(_NUMBER.finditer(self.text)):
            value, unit = float(match[1]), match[2] or ""
            length = _centimetres(value, unit, "")
            if _MILLIMETRE.fullmatch(unit) or (
                unit and length <= FEET_CM[1] and "height" not in self.found
            ):
                self._set("foot", length)
            elif "height" not in self.found and ADULT_CM <= length <= TALLEST_CM:
                self._set("height", length)
            elif "height" not in self.found and unit and CHILD_CM <= length < ADULT_CM:
                self._set("height", length)
            elif not unit and "height" in self.found and "weight" not in self.found:
                self._weight_of(value)
            elif not unit and not self.found and FEET_CM[0] < value <= FEET_CM[1] and value % 1:
                self._set("foot", value)
            elif not unit and not self.found and EU_SIZES[0] <= value <= EU_SIZES[1]:
                self._set("eu", value)

    def _weight_of(self, value: float) -> None:
        if has_chinese(self.text) or value <= MOST_KG:
            is_jin = value > MOST_KG or (value > 90 and self.found["height"] < 170)
            self._set("weight", value * KG_OF_JIN if is_jin else value)
        elif value < 400:
            self._set("weight", value * (KG_OF_LB if value > MOST_KG else 1.0))


def _two_digits(said: str, value: float) -> float:
    """Return 65 for 六五, as in 一米六五, and for 六十五."""
    if any(char in CHINESE_PLACES for char in said):
        return value
    return float(10 * CHINESE_DIGITS[said[0]] + CHINESE_DIGITS[said[1]])


def _chi(match: re.Match[str]) -> float:
    whole, tenths = (int(CHINESE_DIGITS.get(part, part)) for part in (match[1], match[2] or "0"))
    return (whole + tenths / 10) * CM_OF_CHI


def _centimetres(value: float, unit: str, measure: str) -> float:
    if measure == "weight":
        return value
    if _MILLIMETRE.fullmatch(unit) or (measure == "foot" and value > 100):
        return value / 10
    is_inch = _INCH.match(unit) is not None
    guessed = measure in ("chest", "waist", "hips") and not unit and value < 55
    return value * CM_OF_INCH if is_inch or guessed else value


def _chi_after(text: str, measure: str) -> re.Match[str] | None:
    words = "|".join(re.escape(word) for word in _words(measure) if has_chinese(word))
    return re.search(rf"(?:{words}){written('sizes', 'before_chi')}{{0,3}}{_CHI.pattern}", text)


def _number_after(text: str, measure: str) -> re.Match[str] | None:
    words = "|".join(
        rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in _words(measure)
    )
    unit = rf"({written('sizes', 'length_units')})?"
    before = re.search(
        rf"(?:{words})(?:[\s:,]|{written('sizes', 'is')})*({_N})\s*{unit}(?!\s*{written('sizes', 'other_units')})",
        text,
    )
    if before and (measure != "height" or float(before[1]) >= CHILD_CM):
        return before
    if measure == "height" and not any(word in text for word in _words("height_behind")):
        return None
    return re.search(rf"({_N})\s*{unit}\s*(?:{words})", text) if measure != "weight" else None


def _says(text: str, key: str) -> bool:
    return any(
        (word in text)
        if has_chinese(word)
        else re.search(rf"\b{re.escape(word)}\b", text) is not None
        for word in _words(key)
    )


def _systems() -> dict[str, str]:
    """Return the words for systems of sizes, with the names of the systems."""
    return {
        str(word): str(system)
        for sections in _languages()
        for word, system in (sections.get("systems") or {}).items()
    }


def _words(key: str) -> list[str]:
    return [word for word in _all_words(key)]


def _all_words(key: str) -> Iterator[str]:
    for sections in _languages():
        yield from (str(word) for word in sections.get(key) or ())


@lru_cache(maxsize=1)
def _languages() -> tuple[dict[str, Any], ...]:
    return tuple(read_sections(path) for path in packs.files(FOLDER, ROOM).values())
