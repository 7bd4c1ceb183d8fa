"""What a shop lacks before it goes live: one line each, with the command that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ecomcore.build import current_id
from ecomcore.config import Settings
from ecomcore.search.lexicon import lexicons
from ecomcore.service.facts import FACTS_KEY
from ecomcore.shop.models import UNKNOWN, KnowledgeEntry, Order, Product, ShopInfo, Variant
from ecomcore.shop.rules import RULES_KEY

LOCAL = "http://127.0.0.1"


@dataclass(frozen=True)
class Missing:
    """Something that is missing, with the command or setting that mends it.

    Without it the bot says less, or nothing at all where it `blocks` going live.
    """

    what: str
    mend: str
    blocks: bool = False


def missing_facts(session: Session, shop: str, settings: Settings) -> list[Missing]:
    """Return what a shop lacks, what blocks it first."""
    info = {row.key: row.value for row in session.scalars(select(ShopInfo))}
    found = [
        *_goods(session, shop, info),
        *_texts(session, shop, info),
        *_facts(shop, info),
        *_service(shop, settings),
    ]
    return sorted(found, key=lambda missing: not missing.blocks)


def _count(session: Session, table: Any, *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


def _goods(session: Session, shop: str, info: dict[str, Any]) -> Iterator[Missing]:
    if not _count(session, Product, Product.active):
        yield Missing("no goods on sale", f"ecomcore import auto PATH --shop {shop}", blocks=True)
        return
    if not info.get("currency"):
        yield Missing("no currency", f"ecomcore shop set --currency EUR --shop {shop}", blocks=True)
    unpriced = _count(session, Variant, Variant.price_cents.is_(None))
    if unpriced:
        yield Missing(
            f"{unpriced} versions without a price: shoppers are told to ask",
            f"import them with a price: ecomcore import auto PATH --shop {shop}",
        )
    unknown = _count(session, Variant, Variant.counting == UNKNOWN)
    if unknown:
        yield Missing(
            f"{unknown} versions with an unknown stock: shoppers are told to ask",
            f"import a list of stocks: ecomcore import auto PATH --shop {shop}",
        )
    if not _count(session, Order):
        yield Missing(
            "no orders: nobody can ask where a parcel is",
            f"ecomcore import auto ORDERS --shop {shop}",
        )
    spoken = list(lexicons())
    if not set(info.get("languages") or ()) & set(spoken):
        yield Missing(
            f"goods in no language that the bot speaks ({', '.join(spoken)})",
            f"import titles in one of them: ecomcore import auto PATH --shop {shop}",
        )


def _texts(session: Session, shop: str, info: dict[str, Any]) -> Iterator[Missing]:
    if not _count(session, KnowledgeEntry):
        yield Missing(
            "no answers about shipping, returns, payment",
            f"ecomcore import knowledge FOLDER --shop {shop}",
        )


def _facts(shop: str, info: dict[str, Any]) -> Iterator[Missing]:
    def setting(option: str) -> str:
        return f"ecomcore shop set {option} --shop {shop}"

    contact = info.get("contact") or {}
    rules, service = info.get(RULES_KEY) or {}, info.get(FACTS_KEY) or {}
    if shop in (info.get("name") or {}).values():
        yield Missing("no name: shoppers read the short one", setting('--name "My Shop"'))
    if not contact.get("email"):
        yield Missing(
            "no e-mail address that shoppers may write to",
            setting("--email help@shop.example"),
            blocks=True,
        )
    if not contact.get("hours") and not service.get("hours"):
        yield Missing(
            "no hours: nobody is told when somebody answers",
            setting("--open monday-friday=09:00-17:00"),
        )
    if "timezone" not in service:
        yield Missing("no time zone: hours are read as UTC", setting("--time-zone Europe/Berlin"))
    if (rules.get("shipping") or {}).get("cost_cents") is None:
        yield Missing(
            "no shipping cost: carts say that it is told at the checkout",
            setting("--shipping 4.90"),
        )
    if not (rules.get("change_address") or {}).get("countries"):
        yield Missing("no countries: every country is sent to", setting("--country Germany"))
    if not {"return_lines", "cancel"} & set(rules):
        yield Missing("no rules for cancelling and returns", setting("--rules policies.toml"))


def _service(shop: str, settings: Settings) -> Iterator[Missing]:
    if current_id(shop, settings) is None:
        yield Missing("no build", f"ecomcore build --shop {shop}", blocks=True)
    if settings.secret is None:
        yield Missing("no key to sign tokens and links with", "set ECOM_SECRET", blocks=True)
    if settings.smtp_url is None:
        yield Missing("mail is written to a folder instead of being sent", "set ECOM_SMTP_URL")
    if settings.public_url.startswith(LOCAL):
        yield Missing("links lead to this machine", "set ECOM_PUBLIC_URL")
    if settings.checkout_url is None:
        yield Missing("carts are shown, not paid for", "set ECOM_CHECKOUT_URL")
