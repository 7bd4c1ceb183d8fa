"""Texts with headings (Markdown, HTML, plain) as sections: what stands under each heading."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from ecomcore.importers.html_text import SeenText

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
UNDERLINE = re.compile(r"^(=+|-{3,})\s*$")
FENCE = re.compile(r"^(```|~~~)")
INLINE = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\(([^)]*)\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"`([^`]+)`"), r"\1"),
)
BULLET = re.compile(r"^\s*[-*+]\s+")
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 4, "dt": 4}
BLOCKS = frozenset(
    "p div br li ul ol tr table section article hr dd details blockquote address".split()
)
UNSEEN = frozenset(("script", "style", "nav", "footer", "noscript", "head", "template", "form"))


@dataclass(frozen=True)
class Section:
    """What stands under one heading; `path` are the headings above it, `line` is where it begins."""

    title: str
    text: str
    line: int = 1
    path: tuple[str, ...] = ()


def markdown_sections(text: str) -> list[Section]:
    """Return the sections of a Markdown or plain text that say anything."""
    lines = text.splitlines()
    found: list[Section] = []
    above: dict[int, str] = {}
    title, start, is_code = "", 1, False
    body: list[str] = []

    def close() -> None:
        said = "\n".join(filter(None, (_plain_line(line) for line in body))).strip()
        if said:
            path = tuple(above[level] for level in sorted(above))[:-1] if title else ()
            found.append(Section(title, said, start, path))

    for number, line in enumerate(lines, start=1):
        is_code ^= bool(FENCE.match(line))
        heading = None if is_code else _heading(line, lines[number] if number < len(lines) else "")
        if heading is None:
            if not (body == [] and UNDERLINE.match(line)):
                body.append(line)
            continue
        close()
        level, title = heading
        above = {depth: name for depth, name in above.items() if depth < level} | {level: title}
        body, start = [], number
    close()
    return found


def _heading(line: str, below: str) -> tuple[int, str] | None:
    match = HEADING.match(line)
    if match:
        return len(match[1]), _plain_line(match[2])
    under = UNDERLINE.match(below)
    if under and line.strip() and not line.startswith((" ", "\t", "|", "-")):
        return (1 if under[1].startswith("=") else 2), _plain_line(line)
    return None


def _plain_line(line: str) -> str:
    text = BULLET.sub("• ", line.strip())
    text = re.sub(r"^>\s?", "", text)
    for pattern, kept in INLINE:
        text = pattern.sub(kept, text)
    return "" if FENCE.match(text) or UNDERLINE.match(text) else unescape(text).strip()


class _Page(SeenText):
    """Writes a page as text with `#` before headings."""

    unseen = UNSEEN

    def before(self, tag: str) -> str:
        if tag in HEADINGS:
            return "\n\n" + "#" * HEADINGS[tag] + " "
        if tag not in BLOCKS:
            return ""
        return "\n- " if tag == "li" else "\n"

    def after(self, tag: str) -> str:
        return "\n" if tag in HEADINGS or tag in BLOCKS else ""

    def written(self, data: str) -> str:
        return " ".join(data.split()) + (" " if data[-1:].isspace() else "")


def html_sections(html: str) -> list[Section]:
    """Return the sections of a page that say anything; menus, forms and footers say nothing."""
    page = _Page()
    page.feed(html)
    page.close()
    lines = ("".join(page.parts)).splitlines()
    return markdown_sections("\n".join(re.sub(r"[ \t\xa0]+", " ", line).strip() for line in lines))
