"""What the bot says, drawn with what a messaging platform can show: text, some buttons, pictures by their address.

Whatever a platform has no room for is told in the text: products as a numbered list, buttons with numbers where there
are too many or their words are too long. A number that is typed then taps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple
from urllib.parse import quote

Json = Dict[str, Any]
STAR = "★"
REFERENCE = "#"
MOST_PICTURES = 5
"""Of one list: more would flood a chat."""


@dataclass(frozen=True)
class Can:
    """What a platform can show."""

    text: int
    """The longest text, in characters."""
    beside: int = 0
    """The longest text with buttons below it, where that is shorter."""
    options: int = 0
    """How many buttons a message may have; 0: none."""
    title: int = 0
    """The longest words on a button."""
    payload: int = 0
    """The longest payload of a button, in bytes."""
    pictures: bool = False
    """Whether it shows a picture by its address."""


@dataclass(frozen=True)
class Option:
    """A button."""

    title: str
    payload: str


@dataclass(frozen=True)
class Piece:
    """One message of an answer: a text with buttons below it, or a picture with a caption."""

    text: str
    options: Tuple[Option, ...] = ()
    picture: str = ""


def options(messages: Sequence[Json]) -> List[Option]:
    """Return everything of an answer that can be tapped, in the order of its numbers: products, then buttons."""
    return [*_cards(messages), *_buttons(messages)]


def numbered(messages: Sequence[Json], can: Can) -> List[Option]:
    """Return what a typed number stands for."""
    return options(messages) if not _has_room(messages, can) else _cards(messages)


def referred(tap: str) -> Optional[Tuple[int, str]]:
    """Return the place of an option and the message it belongs to, if that is what a button sent."""
    place, dot, message = tap[len(REFERENCE) :].partition(".")
    if not tap.startswith(REFERENCE) or not dot or not place.isdecimal():
        return None
    return int(place), message


def drawn(messages: Sequence[Json], can: Can, event_id: str, public: str = "") -> List[Piece]:
    """Return an answer as a platform can show it.

    Args:
        messages: what the bot said, as on the web.
        can: what the platform can show.
        event_id: the message that it answers, for buttons whose payload is too long.
        public: the https address of the bot, below which platforms find its pictures; empty: none are shown.
    """
    pictures: List[Piece] = []
    lines: List[str] = []
    number = 0
    for message in messages:
        if message.get("text"):
            lines.append(str(message["text"]))
        custom = message.get("custom") or {}
        if custom.get("type") == "products":
            cards = list(custom.get("items") or [])
            lines += [_card(card, number + place) for place, card in enumerate(cards, 1)]
            number += len(cards)
        else:
            lines += _described(custom)
        if can.pictures:
            pictures += _pictures(message, public)
    buttons = _buttons(messages)
    if buttons and not _has_room(messages, can):
        lines.append("\n".join(f"{n}. {b.title}" for n, b in enumerate(buttons, number + 1)))
        buttons = []
    texts = list(_cut("\n\n".join(lines), can.text))
    if buttons and texts and can.beside:
        texts[-1:] = _cut(texts[-1], can.beside)
    pieces = [*pictures, *(Piece(text) for text in texts)]
    if buttons and texts:
        sent = (_fitting(b, number + n, can, event_id) for n, b in enumerate(buttons))
        pieces[-1] = Piece(texts[-1], tuple(sent))
    return pieces


def plain(piece: Piece) -> Piece:
    """Return a piece that a platform has refused as text alone."""
    titles = "\n".join(f"• {option.title}" for option in piece.options)
    text = "\n\n".join(part for part in (piece.text, titles, piece.picture) if part)
    return Piece(text)


def _has_room(messages: Sequence[Json], can: Can) -> bool:
    """Say whether the buttons of an answer can be shown as buttons."""
    titles = [button.title for button in _buttons(messages)]
    is_told_apart = len(set(titles)) == len(titles)
    return is_told_apart and len(titles) <= can.options and all(len(t) <= can.title for t in titles)


def _fitting(option: Option, place: int, can: Can, event_id: str) -> Option:
    if len(option.payload.encode()) <= can.payload:
        return option
    return Option(option.title, f"{REFERENCE}{place}.{event_id}")


def _cards(messages: Sequence[Json]) -> List[Option]:
    found = []
    for message in messages:
        custom = message.get("custom") or {}
        for item in custom.get("items") or [] if custom.get("type") == "products" else []:
            payload = f"/product_details{json.dumps({'product': item.get('id')})}"
            found.append(Option(str(item.get("title", "")), payload))
    return found


def _buttons(messages: Sequence[Json]) -> List[Option]:
    return [
        Option(str(button.get("title", "")), str(button.get("payload", "")))
        for message in messages
        for button in message.get("buttons") or []
    ]


def _card(item: Json, number: int) -> str:
    price = str(item.get("price", ""))
    if item.get("old_price"):
        price += f" ({item['old_price']})"
    facts = [price, _stars(item.get("rating"), item.get("reviews")), str(item.get("stock", ""))]
    lines = [f"{number}. {item.get('title', '')}", " · ".join(filter(None, facts))]
    return "\n".join(filter(None, [*lines, str(item.get("reason", ""))]))


def _described(custom: Json) -> Iterator[str]:
    """Yield as text what the words beside a payload do not say."""
    if custom.get("type") == "comparison":
        titles = " / ".join(str(item.get("title", "")) for item in custom.get("items") or [])
        rows = [
            f"{row.get('name', '')}: {' / '.join(map(str, row.get('values') or []))}"
            for row in custom.get("rows") or []
        ]
        yield "\n".join([titles, *rows])
    elif custom.get("type") == "reviews":
        for item in custom.get("items") or []:
            yield f"{item.get('title', '')} {_stars(item.get('average'), item.get('count'))}\n" + (
                "  ".join(f"{bar.get('stars')}{STAR} {bar.get('count')}" for bar in item["bars"])
                if item.get("bars")
                else ""
            )
    elif custom.get("type") == "picture" and custom.get("alt"):
        yield str(custom["alt"])


def _stars(average: Any, count: Any) -> str:
    if not average:
        return ""
    return f"{STAR} {average}" + (f" ({count})" if count else "")


def _pictures(message: Json, public: str) -> Iterator[Piece]:
    custom = message.get("custom") or {}
    if custom.get("type") == "picture":
        address = _address(f"pictures/{quote(str(custom.get('name', '')))}", public)
        if address:
            yield Piece(str(custom.get("alt", "")), picture=address)
    if custom.get("type") == "products":
        for item in list(custom.get("items") or [])[:MOST_PICTURES]:
            name = str(item.get("image") or "")
            address = name if "://" in name else _address(f"images/{quote(name)}", public)
            if name and address.startswith("https://"):
                yield Piece(str(item.get("title", "")), picture=address)


def _address(path: str, public: str) -> str:
    return f"{public}/webhooks/web/{path}" if public.startswith("https://") else ""


def _cut(text: str, longest: int) -> Iterator[str]:
    """Yield a text in parts that are not too long, cut between paragraphs, lines or words where that goes."""
    while len(text) > longest:
        end = max(text.rfind(sign, longest // 2, longest) for sign in ("\n\n", "\n", " "))
        end = end if end > 0 else longest
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text.strip():
        yield text
