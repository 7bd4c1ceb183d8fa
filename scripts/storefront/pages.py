"""Draws the demo shop's pages from its database: the grid of products, and one page for each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from actions.texts import Speaker
from ecomcore.shop.models import Category, Customer, Product, ShopInfo
from ecomcore.shop.prices import PriceList
from shoptalk.signing import Signer

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
SHOPPERS = 6
"""How many of the invented customers one may be on these pages."""


@dataclass(frozen=True)
class Site:
    """What all pages need."""

    chat: str
    """The address of the bot's web channel."""
    signer: Signer


@dataclass(frozen=True)
class Visit:
    """Who looks at a page, and in which language."""

    language: str
    customer: str | None
    path: str = "/"


@cache
def words(language: str) -> Mapping[str, str]:
    """Return what the pages say in a language."""
    return tomllib.loads((HERE / f"words.{language}.toml").read_text("utf-8"))


class Pages:
    """The pages of one visit, read fresh from the database."""

    def __init__(self, session: Session, site: Site, visit: Visit, today: date) -> None:
        """Read what stands on every page."""
        info = {row.key: row.value for row in session.scalars(select(ShopInfo))}
        self._session, self._site, self._visit = session, site, visit
        self._speaker = Speaker(visit.language, info.get("currency") or "USD")
        self._name = self._speaker.pick(info.get("name"))
        self._prices = PriceList.of(session, today)
        self._words = words(visit.language)

    def grid(self, category: str | None) -> str:
        """Return the page with the products of a category, or with all."""
        products = self._products(category)
        cells = "".join(self._cell(product) for product in products)
        return self._page(self._name, f'{self._kinds(category)}<ul class="grid">{cells}</ul>')

    def product(self, product_id: str) -> str | None:
        """Return the page of a product; None where there is none."""
        product = self._session.get(Product, product_id)
        if product is None or not product.active:
            return None
        title = self._speaker.pick(product.title)
        facts = "".join(
            f"<dt>{escape(name.replace('_', ' '))}</dt><dd>{escape(str(value))}</dd>"
            for name, value in self._options(product)
        )
        say = self._words
        adding = (
            f"{say['add']}: {title}" if self._visit.language == "en" else f"{say['add']} {title}"
        )
        body = (
            f'<div class="product">{self._picture(product)}<div><h1>{escape(title)}</h1>'
            f"<p>{self._price(product)} · {escape(self._stock(product))}</p>"
            f"<p>{escape(self._speaker.pick(product.description))}</p><dl>{facts}</dl>"
            f'<p><button type="button" data-say="{escape(adding)}">{escape(say["add"])}</button> '
            f'<button type="button" data-say="{escape(say["question"])}">{escape(say["ask"])}</button></p></div></div>'
        )
        return self._page(title, body, product.id)

    def missing(self) -> str:
        """Return the page for an address that there is not."""
        text = escape(self._words["not_found"])
        return self._page(
            self._name, f'<p>{text} <a href="/">{escape(self._words["back"])}</a></p>'
        )

    def _products(self, category: str | None) -> Sequence[Product]:
        query = select(Product).where(Product.active).options(selectinload(Product.variants))
        if category:
            query = query.where(Product.category.startswith(category, autoescape=True))
        return self._session.scalars(query.order_by(Product.category, Product.id)).all()

    def _kinds(self, chosen: str | None) -> str:
        roots = self._session.scalars(
            select(Category).where(~Category.path.contains("/")).order_by(Category.path)
        )
        links = [("/", self._words["all"], not chosen)]
        links += [
            (f"/?{urlencode({'category': c.path})}", self._speaker.pick(c.name), c.path == chosen)
            for c in roots
        ]
        items = "".join(
            f'<li><a href="{escape(address)}"{" aria-current=page" if is_here else ""}>{escape(text)}</a></li>'
            for address, text, is_here in links
        )
        return f'<nav aria-label="{escape(self._words["shop"])}"><ul>{items}</ul></nav>'

    def _cell(self, product: Product) -> str:
        title = escape(self._speaker.pick(product.title))
        return (
            f'<li><a href="/products/{quote(product.id, safe="")}">{self._picture(product)}'
            f"<h2>{title}</h2>{self._price(product)}</a></li>"
        )

    def _picture(self, product: Product) -> str:
        image = product.image or next((v.image for v in product.variants if v.image), None)
        if not image:
            return '<img alt="" src="data:,">'
        is_address = image.startswith(("http://", "https://"))
        source = image if is_address else f"{self._site.chat}/images/{quote(image, safe='')}"
        return f'<img alt="" loading="lazy" src="{escape(source)}">'

    def _price(self, product: Product) -> str:
        cheapest = min(product.variants, key=lambda v: (v.price_cents is None, v.price_cents or 0))
        today = self._prices.price(cheapest, product.category)
        if today.cents is None:
            return escape(self._words["on_request"])
        before = (
            f" <s>{escape(self._speaker.money(today.before_cents))}</s>"
            if today.before_cents
            else ""
        )
        return f"<strong>{escape(self._speaker.money(today.cents))}</strong>{before}"

    def _stock(self, product: Product) -> str:
        has_some = any(variant.sellable > 0 for variant in product.variants)
        return self._words["stock_yes" if has_some else "stock_no"]

    def _options(self, product: Product) -> Iterable[tuple[str, str]]:
        names = dict.fromkeys(name for variant in product.variants for name in variant.options)
        for name in names:
            values = dict.fromkeys(v.options[name] for v in product.variants if name in v.options)
            yield name, ", ".join(values)
        yield from product.attributes.items()

    def _page(self, title: str, body: str, product: str | None = None) -> str:
        say, visit = self._words, self._visit
        other = f"/language/{say['other']}?{urlencode({'to': visit.path})}"
        return f"""<!doctype html>
<html lang="{visit.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
<script src="/shop.js" defer></script>
{self._chat(product)}
</head>
<body>
<header><a class="name" href="/">{escape(self._name)}</a>
<span>{escape(say["cart"])}: <output id="cart">{escape(say["cart_empty"])}</output></span>
{self._who()} <a href="{escape(other)}" lang="{say["other"]}">{escape(say["other_language"])}</a></header>
<main>{body}</main>
<footer><p>{escape(say["invented"])}</p></footer>
</body>
</html>
"""

    def _chat(self, product: str | None) -> str:
        """Return the one line that puts the chat on the page, as docs/web.md has it."""
        visit = self._visit
        token = self._site.signer.sign_customer_token(visit.customer) if visit.customer else ""
        settings = {
            "src": f"{self._site.chat}/widget/embed.js",
            "data-customer-token": token,
            "data-product": product or "",
            "data-product-url": "/products/{id}",
        }
        told = " ".join(f'{name}="{escape(value)}"' for name, value in settings.items())
        return f"<script {told} defer></script>"

    def _who(self) -> str:
        """Return the form by which one becomes one of the invented customers."""
        rows = self._session.scalars(select(Customer).order_by(Customer.id).limit(SHOPPERS))
        options = [f'<option value="">{escape(self._words["guest"])}</option>']
        options += [
            f'<option value="{escape(c.id)}"{" selected" if c.id == self._visit.customer else ""}>'
            f"{escape(c.name or c.id)}</option>"
            for c in rows
        ]
        label = escape(self._words["choose"])
        return (
            f'<form method="post" action="/signin"><select name="customer" aria-label="{label}">{"".join(options)}'
            f"</select> <button>{escape(self._words['go'])}</button></form>"
        )
