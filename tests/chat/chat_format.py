"""The form of a conversation file, and whether an answer is as the file says; docs/testing.md describes both."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from rich.console import Console

from ecomcore.replay.conversation import Answer
from scripts.transcript import Drawing
from shoptalk.alphabets import function_words

CJK = re.compile(r"[\u4e00-\u9fff]")
LINK = re.compile(r"https?://\S+")
WORD = re.compile(r"[^\W\d_\u4e00-\u9fff]{2,}|[\u4e00-\u9fff]")
FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL}
MAX_FOREIGN_SHARE = 0.5
PACKS = Path(__file__).parent.parent / "languages"
"""The language packs that conversations are played with."""
LANGUAGES = {"en": "English", "zh": "Chinese"}


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Pattern(_Form):
    """A regular expression written `/…/` or `/…/i`, or a plain piece of text."""

    source: str
    negative: bool = False

    def compiled(self, kept: dict[str, str]) -> re.Pattern[str]:
        """Return the expression, with `${name}` replaced by what was kept under that name."""
        found = re.fullmatch(r"/(.*)/([is]*)", self.source, re.DOTALL)
        if found is None:
            return re.compile(re.escape(Template(self.source).safe_substitute(kept)))
        values = {name: re.escape(value) for name, value in kept.items()}
        flags = re.MULTILINE
        for letter in found[2]:
            flags |= FLAGS[letter]
        return re.compile(Template(found[1]).safe_substitute(values), flags)

    def problem(self, text: str, kept: dict[str, str], what: str) -> str | None:
        """Return what is wrong with `text`, or none."""
        if bool(self.compiled(kept).search(text)) is not self.negative:
            return None
        return f"{what} must {'not match' if self.negative else 'match'} {self.source}"


def _pattern(value: Any) -> Any:
    if isinstance(value, str | int):
        value = {"source": str(value)}
    elif isinstance(value, dict) and set(value) == {"not"}:
        value = {"source": str(value["not"]), "negative": True}
    if isinstance(value, dict) and isinstance(value.get("source"), str):
        try:
            Pattern(**value).compiled({})
        except re.error as error:
            raise ValueError(f"{value['source']} is not a regular expression: {error}") from error
    return value


def _several(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


OnePattern = Annotated[Pattern, BeforeValidator(_pattern)]
Patterns = Annotated[tuple[OnePattern, ...], BeforeValidator(_several)]


class Cards(_Form):
    """What must hold for the product cards of an answer."""

    min: int = 0
    max: int | None = None
    max_price: float | None = None
    min_price: float | None = None
    all: Patterns = ()
    """Every card's title must match."""
    any: Patterns = ()
    """For each pattern, at least one card's title must match."""

    def problems(self, items: list[dict[str, Any]], kept: dict[str, str]) -> Iterator[str]:
        """Yield what is wrong with the cards."""
        if not self.min <= len(items) <= (self.max if self.max is not None else len(items)):
            yield f"{len(items)} product cards; expected {self.min} to {self.max or 'any number'}"
        for item in items:
            yield from self._problems_of(item, kept)
        titles = [str(item.get("title", "")) for item in items]
        for pattern in self.any:
            if not any(pattern.problem(title, kept, "") is None for title in titles):
                yield f"no card's title matches {pattern.source}"

    def _problems_of(self, item: dict[str, Any], kept: dict[str, str]) -> Iterator[str]:
        title, price = str(item.get("title", "")), item["price_cents"] / 100
        if self.max_price is not None and price > self.max_price:
            yield f"{title} costs {price:.2f}, more than {self.max_price:.2f}"
        if self.min_price is not None and price < self.min_price:
            yield f"{title} costs {price:.2f}, less than {self.min_price:.2f}"
        for pattern in self.all:
            found = pattern.problem(title, kept, f"the title {title!r}")
            if found:
                yield found


class Query(_Form):
    """A query on the shop's database and the rows that it must give."""

    sql: str
    rows: list[list[Any]] = Field(alias="is")


class Mail(_Form):
    """A message that must have been sent during the conversation."""

    to: OnePattern
    text: Patterns = ()


class Photo(_Form):
    """A picture as it is sent: a file of the project, as it is or as a phone would take it, or one that is drawn."""

    of: Path | None = None
    """The file, a path from the project's folder."""
    drawn: Literal["as it is", "phone", "dark", "blurred", "cut short", "black", "stranger", "gif"]
    """What is done to it, or what is drawn where there is no file (`photos_drawn.py`)."""


def _photo(value: Any) -> Any:
    return {"of": value, "drawn": "as it is"} if isinstance(value, str) else value


class Step(_Form):
    """One thing that the shopper does, and what must come back."""

    user: str | None = None
    """What is typed; beside a photo, what is written with it."""
    tap: OnePattern | None = None
    photo: Annotated[Photo | None, BeforeValidator(_photo)] = None
    code: Literal["sent", "wrong"] | None = None
    language: str | None = Field(default=None, pattern="^([a-z]{2}|any)$")
    bot: Patterns = ()
    buttons: Patterns = ()
    cards: Cards | None = None
    payload: str | None = None
    keep: dict[str, OnePattern] = {}
    mail: Annotated[tuple[Mail, ...], BeforeValidator(_several)] = ()
    database: list[Query] = []

    @model_validator(mode="after")
    def _one_deed(self) -> Step:
        written = self.user if self.photo is None else None
        given = [value for value in (written, self.tap, self.photo, self.code) if value is not None]
        if len(given) != 1:
            raise ValueError("a step has exactly one of user, tap, photo, code")
        return self

    @property
    def deed(self) -> str:
        """The step as a line of the transcript."""
        if self.photo is not None:
            shown = f"(shows {self.photo.of or ''} {self.photo.drawn})"
            return f"{shown} {self.user}" if self.user else shown
        if self.user is not None:
            return self.user
        if self.tap is not None:
            return f"(taps {self.tap.source})"
        return f"(types the code: {self.code})"


def _spoken(language: str) -> str:
    known = sorted(
        {*LANGUAGES, *(path.name for path in PACKS.iterdir() if (path / "texts").is_dir())}
    )
    if language not in known:
        others = ", ".join(f"{code!r}" for code in known[:-1])
        raise ValueError(f"{language!r} is spoken by no bot here: use {others} or {known[-1]!r}")
    return language


class ConversationFile(_Form):
    """A whole conversation."""

    name: str
    language: Annotated[str, AfterValidator(_spoken)]
    customer: str | None = None
    staff: str | None = None
    steps: list[Step] = Field(min_length=1)
    database: list[Query] = []
    mail: Annotated[tuple[Mail, ...], BeforeValidator(_several)] = ()


def read_conversation(path: Path) -> ConversationFile:
    """Read and check a conversation file.

    Raises:
        ValueError: it is not YAML or not of the form; the message says where.
    """
    try:
        return ConversationFile.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def rendered(answer: Answer) -> str:
    """Return an answer as the terminal chat shows it, without pictures' folders."""
    console = Console(file=io.StringIO(), width=400, color_system=None, highlight=False)
    Drawing(console, Path()).answer(answer.messages)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in lines)


def words_in(answer: Answer) -> str:
    """Return the sentences of an answer: what must be in the shopper's language."""
    return "\n".join(str(message["text"]) for message in answer.messages if message.get("text"))


def language_problem(text: str, language: str) -> str | None:
    """Return a complaint if most words of `text` are in another script, links aside, or hold English together.

    Names may belong to any language.
    """
    words = WORD.findall(LINK.sub("", text))
    if not words:
        return None
    share = sum(1 for word in words if bool(CJK.match(word)) is not (language == "zh")) / len(words)
    small = [word.lower() for word in words]
    if share <= MAX_FOREIGN_SHARE and (language == "zh" or _holds(small, language)):
        return None
    return f"the answer is not in {LANGUAGES.get(language, language)}"


def _holds(words: list[str], language: str) -> bool:
    """Say whether no fewer words are function words of the language than of English alone."""
    own, english = function_words(language), function_words("en")
    return sum(word in own for word in words) >= sum(word in english - own for word in words)


def problems(step: Step, answer: Answer, language: str, kept: dict[str, str]) -> list[str]:
    """Return everything that is wrong with the answer to a step; what the step keeps is added to `kept`."""
    text = rendered(answer)
    titles = "\n".join(button.get("title", "") for button in answer.buttons)
    found: list[str | None] = []
    if answer.failed:
        found.append("the bot could not answer")
    wanted = step.language or language
    if wanted != "any":
        found.append(language_problem(words_in(answer), wanted))
    found += [pattern.problem(text, kept, "the answer") for pattern in step.bot]
    found += [pattern.problem(titles, kept, "the buttons' titles") for pattern in step.buttons]
    if step.cards is not None:
        found += step.cards.problems(answer.products, kept)
    if step.payload is not None and not answer.customs(step.payload):
        found.append(f"there is no payload of type {step.payload!r}")
    for name, pattern in step.keep.items():
        match = pattern.compiled(kept).search(text)
        if match is None:
            found.append(f"nothing to keep as {name!r}: no match of {pattern.source}")
        else:
            kept[name] = match[1] if match.groups() else match[0]
    return [problem for problem in found if problem]
