"""The page behind a checkout link, and the same as data for a shop's own checkout."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from string import Template
from typing import Any

from actions.texts import FALLBACK, Speaker, languages
from actions.turn.service import Service
from ecomcore.errors import NotAllowedError
from ecomcore.shop.cart_views import CartView
from ecomcore.shop.checkout import open_checkout
from ecomcore.shop.database import open_session

STATUSES = {"link_invalid": 404, "link_expired": 410, "link_changed": 409}
_PAGE = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>$title</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="widget/checkout.css">
</head>
<body>
<main>
<h1>$title</h1>
$body
</main>
</body>
</html>
""")


@dataclass(frozen=True)
class Answer:
    """What the server sends: an HTTP status with a page or with data."""

    status: int
    page: str = ""
    data: dict[str, Any] | None = None


def preferred_language(accept_language: str) -> str:
    """Return the language of the header `Accept-Language` that comes first among those we speak."""
    wanted = (part.partition(";")[0].strip()[:2].lower() for part in accept_language.split(","))
    return next((language for language in wanted if language in languages()), FALLBACK)


def answer(service: Service, token: str, language: str, as_data: bool = False) -> Answer:
    """Return the cart that a link is for, or why it cannot be paid with this link."""
    speaker = Speaker(language, service.currency)
    try:
        with open_session(service.shop, service.settings) as session:
            view = open_checkout(
                session, token, now=service.settings.clock(), settings=service.settings
            )
    except NotAllowedError as error:
        status = STATUSES.get(error.code, 404)
        if as_data:
            return Answer(status, data={"error": error.code})
        text = speaker.say(f"checkout.{error.code}")
        return Answer(status, _page(speaker, f"<p>{escape(text)}</p>"))
    if as_data:
        return Answer(200, data=asdict(view))
    return Answer(200, _page(speaker, _cart(speaker, view)))


def _page(speaker: Speaker, body: str) -> str:
    title = escape(speaker.say("checkout.title"))
    return _PAGE.substitute(language=speaker.language, title=title, body=body)


def _cart(speaker: Speaker, view: CartView) -> str:
    rows = [
        _row(
            " · ".join(filter(None, [speaker.pick(line.title), *line.options.values()])),
            f"× {line.quantity}",
            speaker.money(line.total_cents),
        )
        for line in view.lines
    ]
    if view.discount_cents and view.coupon:
        rows.append(_row(view.coupon.code, "", f"−{speaker.money(view.discount_cents)}"))
    cost = view.shipping_cents
    shipping = speaker.say("checkout.not_included") if cost is None else speaker.money(cost)
    rows.append(_row(speaker.say("checkout.shipping"), "", shipping))
    total = _row(speaker.say("checkout.total"), "", speaker.money(view.total_cents))
    note = escape(speaker.say("checkout.note"))
    return f"<table><tbody>{''.join(rows)}</tbody><tfoot>{total}</tfoot></table><p>{note}</p>"


def _row(name: str, quantity: str, amount: str) -> str:
    return f"<tr><th>{escape(name)}</th><td>{escape(quantity)}</td><td>{escape(amount)}</td></tr>"
