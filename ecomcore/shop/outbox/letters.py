"""Telling by e-mail: the shop of every change, the shopper of what the shop decided."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency

from ecomcore.money import decimals
from ecomcore.shop.notify import Message, Notifier
from ecomcore.shop.outbox.delivery import Entry, UndeliveredError
from ecomcore.shop.wording import words


class ShopMail:
    """Writes to the shop's own address."""

    name = "shop_mail"

    def __init__(self, notifier: Notifier, to: str, language: str) -> None:
        """Write to `to` in the shop's language."""
        self.notifier = notifier
        self.to = to
        self.language = language

    def send(self, entry: Entry) -> None:
        """Send what happened, with all that is needed to do the same in the shop's system.

        Raises:
            UndeliveredError: the mail could not be handed over.
        """
        text, facts = words(self.language)["change_mail"], entry.body
        operation = operation_words(self.language, facts["operation"])
        about = {
            "operation": operation,
            "number": facts["change"],
            "subject": facts["order_id"] or entry.subject.partition(":")[2],
        }
        lines = [text[f"head_{entry.event}"].format(**about), "", *self._facts(facts)]
        if entry.event == "requested":
            lines += ["", text["how_to_decide"].format(**about)]
        subject = text[f"subject_{entry.event}"].format(**about)
        hand_over(self.notifier, Message(self.to, subject, "\n".join(lines), "change", entry.uid))

    def _facts(self, facts: Mapping[str, Any]) -> list[str]:
        """Return what is known of the change, a line each; what is not known has no line."""
        text = words(self.language)["change_mail"]
        person = facts.get("customer") or {}
        found = {
            "customer": " ".join(str(v) for v in (person.get("name"), person.get("email")) if v),
            "reason": facts.get("reason"),
            "note": facts.get("note"),
            "resolution": facts.get("resolution"),
            "address": ", ".join(str(v) for v in (facts.get("address") or {}).values() if v),
            "payment_method": facts.get("payment_method"),
            "refund": self._money(facts, "refund_cents"),
            "charge": self._money(facts, "charge_cents"),
            "case": facts.get("case_number"),
            "decision_reason": facts.get("decision_reason"),
        }
        goods = [self._goods(line) for line in facts.get("lines") or ()]
        rest = [text[f"fact_{name}"].format(value=value) for name, value in found.items() if value]
        return [*goods, *rest]

    def _money(self, facts: Mapping[str, Any], name: str) -> str:
        """Return an amount in the shop's language, nothing for none."""
        cents, currency = facts.get(name), str(facts.get("currency") or "")
        if not cents:
            return ""
        amount = Decimal(cents).scaleb(-decimals(currency))
        return format_currency(amount, currency, locale=self.language)

    def _goods(self, line: Mapping[str, Any]) -> str:
        title = line["title"].get(self.language) or next(iter(line["title"].values()), "")
        options = ", ".join(str(value) for value in (line.get("options") or {}).values())
        told = f"{line['quantity']} × {title}" + (f" ({options})" if options else "")
        told = f"- {told} [{line['sku']}]"
        return f"{told} → [{line['new_sku']}]" if line.get("new_sku") else told


class ShopperMail:
    """Writes to the shopper what the shop said to a request."""

    name = "shopper"

    def __init__(self, notifier: Notifier) -> None:
        """Write by `notifier`."""
        self.notifier = notifier

    def send(self, entry: Entry) -> None:
        """Send the shop's decision, in the language of the conversation.

        Raises:
            UndeliveredError: the mail could not be handed over.
        """
        facts, person = entry.body, entry.body["customer"]
        text = words(facts["language"])["decision_mail"]
        about = {
            "operation": operation_words(facts["language"], facts["operation"]),
            "number": facts["change"],
            "order": facts["order_id"] or "",
            "name": person["name"],
            "reason": facts["decision_reason"] or "",
        }
        about["about"] = text["about_order" if facts["order_id"] else "about_account"].format(
            **about
        )
        message = Message(
            person["email"],
            text["subject"].format(**about),
            text[f"text_{entry.event}"].format(**about),
            "decision",
            entry.uid,
        )
        hand_over(self.notifier, message)


def operation_words(language: str, operation: str) -> str:
    """Return what an operation is called."""
    return str(words(language)["operations"][operation])


def hand_over(notifier: Notifier, message: Message) -> None:
    """Send a mail.

    Raises:
        UndeliveredError: it could not be handed over.
    """
    try:
        notifier.send(message)
    except OSError as error:
        refused = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        raise UndeliveredError(type(error).__name__, is_down=not refused) from error
