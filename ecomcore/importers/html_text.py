"""Plain text from the HTML that shop systems keep in their descriptions."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

BLOCKS = frozenset("p div br li ul ol tr table h1 h2 h3 h4 h5 h6 section article hr".split())
UNSEEN = frozenset(("script", "style"))
MARKUP = re.compile(r"<[a-zA-Z/!][^>]*>|&[a-zA-Z#]\w*;")
SHORTCODE = re.compile(r"\[/?[a-z_]+(?: [^\]]*)?\]")


class SeenText(HTMLParser):
    """Gathers what a reader sees of a page in `parts`; which parts tags stand for is told by the subclasses."""

    unseen: frozenset[str] = UNSEEN
    """Tags of which the content is not seen."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add what stands where a tag begins."""
        self._hidden += tag in self.unseen
        self.parts.append(self.before(tag))

    def handle_endtag(self, tag: str) -> None:
        """Add what stands where a tag ends."""
        self._hidden = max(0, self._hidden - (tag in self.unseen))
        self.parts.append(self.after(tag))

    def handle_data(self, data: str) -> None:
        """Add text that is seen."""
        if not self._hidden:
            self.parts.append(self.written(data))

    def before(self, tag: str) -> str:
        """Return what stands before the content of a tag."""
        return ("\n" if tag in BLOCKS else "") + ("• " if tag == "li" else "")

    def after(self, tag: str) -> str:
        """Return what stands after the content of a tag."""
        return "\n" if tag in BLOCKS else ""

    def written(self, data: str) -> str:
        """Return a text as it is kept."""
        return data


def plain_text(html: str) -> str:
    """Return what a reader sees of `html`: no tags, one line a block, list items with a bullet."""
    html = SHORTCODE.sub("", html.replace("\\n", "\n"))
    if not MARKUP.search(html):
        return _tidy(html)
    parser = SeenText()
    parser.feed(html)
    parser.close()
    return _tidy(unescape("".join(parser.parts)))


def _tidy(text: str) -> str:
    text = text.replace("\xad", "")  # soft hyphens only say where a word may be broken
    lines = (re.sub(r"[ \t\xa0\u200b]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and line != "•")
