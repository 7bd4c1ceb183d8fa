"""Cuts the shop's entries into sections, and sections into passages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shoptalk.sentences import sentences

LONG_CHARACTERS = 1_200
"""A text above this length is a document: it is answered from by section."""

MIN_SECTION_CHARACTERS = 60
MAX_HEADING_CHARACTERS = 90
PASSAGE_SENTENCES = 3

_MARKDOWN = re.compile(r"^#{1,6}\s+(?P<heading>.+?)\s*#*$")
_MARKDOWN_ANYWHERE = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\s*\n")
_ENDS_SENTENCE = (".", "!", "?", "。", "！", "？", ";", "；")


@dataclass(frozen=True)
class Section:
    """Something that can be the answer: a whole short entry, or one section of a long one."""

    entry_id: str
    topic: str
    title: dict[str, str]
    heading: dict[str, str]
    text: dict[str, str]
    questions: dict[str, list[str]]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)

    def name(self, language: str) -> str:
        """Return the title, and the heading below it where there is one, in `language` if possible."""
        title, heading = pick(self.title, language), pick(self.heading, language)
        return f"{title} › {heading}" if heading and heading != title else title


@dataclass(frozen=True)
class Block:
    """A heading, which may be empty, and the text below it."""

    heading: str
    text: str


def pick(texts: Mapping[str, str], language: str) -> str:
    """Return the text in `language`, else in whichever language there is, else an empty one."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def sections_of(entry: Mapping[str, Any]) -> list[Section]:
    """Return the sections of an entry (`id`, `topic`, `title`, `text`, `questions`), in their order.

    A short text is one section. A long one, or one with Markdown headings, is cut at its headings and
    blank lines. Languages whose cuts agree in number share their sections; otherwise each language
    has its own. Questions go to the first section; `ecomcore.knowledge.part` moves them to the one
    that they are about.
    """
    blocks = {language: blocks_of(text) for language, text in entry["text"].items() if text.strip()}
    counts = {len(found) for found in blocks.values()}
    groups = (
        [blocks] if len(counts) == 1 else [{language: found} for language, found in blocks.items()]
    )
    sections = [
        Section(
            entry_id=str(entry["id"]),
            topic=str(entry["topic"]),
            title=dict(entry["title"]),
            heading={language: row[language].heading for language in row if row[language].heading},
            text={language: row[language].text for language in row},
            questions={},
        )
        for group in groups
        for row in _rows(group)
    ]
    questions = {
        language: [q for q in asked if q.strip()]
        for language, asked in (entry["questions"] or {}).items()
    }
    if sections and questions:
        sections[0] = Section(**{**sections[0].__dict__, "questions": questions})
    return sections


def _rows(group: Mapping[str, Sequence[Block]]) -> Iterator[dict[str, Block]]:
    for number in range(max((len(found) for found in group.values()), default=0)):
        yield {language: found[number] for language, found in group.items()}


def blocks_of(text: str) -> list[Block]:
    """Cut a text at its headings; a long one without headings at its blank lines."""
    text = text.replace("\r\n", "\n").strip()
    if _MARKDOWN_ANYWHERE.search(text):
        return _by_heading(text)
    if len(text) <= LONG_CHARACTERS:
        return [Block("", text)]
    return _by_blank_line(text)


def _by_heading(text: str) -> list[Block]:
    blocks: list[Block] = []
    heading, lines = "", list[str]()
    for line in [*text.split("\n"), "# "]:
        found = _MARKDOWN.match(line)
        if found is None and line != "# ":
            lines.append(line)
            continue
        body = "\n".join(lines).strip()
        if body:
            blocks.extend(_by_length(heading, body))
        heading, lines = (found["heading"] if found else ""), []
    return blocks or [Block("", text)]


def _by_length(heading: str, body: str) -> list[Block]:
    if len(body) <= LONG_CHARACTERS:
        return [Block(heading, body)]
    return [Block(part.heading or heading, part.text) for part in _by_blank_line(body)]


def _by_blank_line(text: str) -> list[Block]:
    """Cut at blank lines; a short line on its own is the heading of what follows, a short rest joins its neighbour."""
    blocks: list[Block] = []
    heading = ""
    for paragraph in (part.strip() for part in _BLANK_LINES.split(text)):
        if not paragraph:
            continue
        if _is_heading(paragraph):
            heading = paragraph.rstrip(":：")
            continue
        first, _, rest = paragraph.partition("\n")
        if rest and _is_heading(first):
            heading, paragraph = first.rstrip(":："), rest.strip()
        if not heading and blocks and len(paragraph) < MIN_SECTION_CHARACTERS:
            blocks[-1] = Block(blocks[-1].heading, f"{blocks[-1].text}\n{paragraph}")
        else:
            blocks.append(Block(heading, paragraph))
        heading = ""
    return blocks or [Block("", text)]


def _is_heading(line: str) -> bool:
    is_short = "\n" not in line and len(line) <= MAX_HEADING_CHARACTERS
    return is_short and not line.endswith(_ENDS_SENTENCE) and not line.startswith(("-", "*", "•"))


def passages(text: str) -> list[str]:
    """Return every run of one to three consecutive sentences, as they stand in the text."""
    parts = sentences(text)
    return [
        joined(parts[start : start + length])
        for length in range(1, PASSAGE_SENTENCES + 1)
        for start in range(len(parts) - length + 1)
    ]


def joined(parts: Sequence[str]) -> str:
    """Put sentences together: without a space after Chinese punctuation."""
    text = ""
    for part in parts:
        text += part if not text or text.endswith(("。", "！", "？", "；")) else f" {part}"
    return text
