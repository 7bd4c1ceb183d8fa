"""Plain text from the HTML that shop systems keep in their descriptions."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

BLOCKS = frozenset("p div br li ul ol tr table h1 h2 h3 h4 h5 h6 section article hr".split())
UNSEEN = frozenset(("script", "style"))
MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&[a-zA-Z#]\w*;")
SHORTCODE = re.compile(r"\[/?[a-z_]+(?: [^\]]*)?\]")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in UNSEEN
        if tag in BLOCKS:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("• ")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in UNSEEN))
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """Return what a reader sees of `html`: no tags, one line a block, list items with a bullet."""
    html = SHORTCODE.sub("", html.replace("\\n", "\n"))
    if not MARKUP.search(html):
        return _tidy(html)
    parser = _Text()
    parser.feed(html)
    parser.close()
    return _tidy(unescape("".join(parser.parts)))


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t\xa0\u200b]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and line != "•")
