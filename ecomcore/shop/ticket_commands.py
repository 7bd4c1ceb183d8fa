"""`ecomcore desk tickets`, `ticket`, `answer`, `mail`, `check`: what people do with the tickets of the bot."""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ecomcore.config import get_settings
from ecomcore.errors import EcomError, SettingsError
from ecomcore.printing import JsonOption, ShopOption, print_json

if TYPE_CHECKING:
    from ecomcore.shop.outbox.desk_replies import MailedReply

NumberArgument = Annotated[str, typer.Argument(help="The ticket's number, as T-261124-579y.")]


def add_ticket_commands(desk_app: typer.Typer) -> None:
    """Add the commands to those of the desk."""
    desk_app.command("tickets")(tickets_command)
    desk_app.command("ticket")(ticket_command)
    desk_app.command("answer")(answer_command)
    desk_app.command("mail")(mail_command)
    desk_app.command("check")(check_command)


def tickets_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """List the open tickets, the most urgent and oldest first."""
    from ecomcore.shop.database import open_session
    from ecomcore.shop.tickets import open_tickets

    with open_session(shop) as session:
        tickets = open_tickets(session)
    if as_json:
        print_json([asdict(ticket) for ticket in tickets])
        return
    table = Table(
        "number",
        "priority",
        "mood",
        "customer",
        "answer to",
        "order",
        "since",
        "held by",
        "subject",
        "question",
    )
    for ticket in tickets:
        table.add_row(
            ticket.number, ticket.priority, ticket.sentiment, ticket.customer_id or "guest",
            escape(ticket.email or "–"), escape(ticket.order_id or "–"),
            f"{ticket.created_at:%Y-%m-%d %H:%M}", escape(ticket.holder or "–"),
            escape(ticket.subject), escape(ticket.question),
        )  # fmt: skip
    Console().print(table if tickets else "no open ticket")


def ticket_command(
    number: NumberArgument,
    close: Annotated[bool, typer.Option("--close", help="Mark it as solved.")] = False,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a ticket with what was said, and close it if asked to: then the bot answers again."""
    from ecomcore.shop.database import open_session
    from ecomcore.shop.talks import lines_of
    from ecomcore.shop.tickets import close_ticket, find_ticket

    now = get_settings().clock()
    with open_session(shop) as session:
        ticket = close_ticket(session, number, now) if close else find_ticket(session, number)
        lines = lines_of(session, number)
    if as_json:
        print_json({**asdict(ticket), "messages": [asdict(line) for line in lines]})
        return
    console = Console(highlight=False)
    console.print(f"[bold]{ticket.number}[/]  {ticket.status}  {escape(ticket.subject)}")
    for name, value in (
        ("answer to", ticket.email),
        ("order", ticket.order_id),
        ("held by", ticket.holder),
    ):
        console.print(f"{name}: {escape(value or '–')}")
    console.print(f"question: {ticket.question or '–'}", markup=False)
    for entry in ticket.transcript:
        console.print(f"{entry.get('who', '')}> {entry.get('text', '')}", markup=False)
    for line in lines:
        console.print(f"{line.name or line.who}> {line.text}", markup=False)


def answer_command(
    number: NumberArgument,
    text: Annotated[str, typer.Argument(help="What the shopper reads, in the conversation.")] = "",
    name: Annotated[str, typer.Option(help="Who answers, for the shopper to read.")] = "",
    close: Annotated[
        bool, typer.Option("--close", help="End the talk with it: then the bot answers again.")
    ] = False,
    shop: ShopOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a ticket: it goes into the conversation, and the bot is silent until the ticket is closed."""
    from ecomcore.shop.database import open_session
    from ecomcore.shop.talks import answer
    from ecomcore.shop.tickets import close_ticket, find_ticket

    if not text.strip() and not close:
        raise SettingsError('an answer needs words: ecomcore desk answer NUMBER "…"')
    now = get_settings().clock()
    with open_session(shop) as session:
        if text.strip():
            answer(
                session,
                number,
                uid=f"desk:{secrets.token_hex(12)}",
                text=text,
                name=name,
                now=now,
            )
        if close:
            close_ticket(session, number, now, name=name)
        ticket = find_ticket(session, number)
    if as_json:
        print_json(asdict(ticket))
    else:
        typer.echo(f"{ticket.number} is {ticket.status}; the action server delivers the answer")


def mail_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Take in a person's answer from a mail on standard input, as a mail server's pipe gives it (docs/people.md).

    Exit code 0: taken, or sent by a machine; 65: it is for no ticket, so that it is returned; 75: try again.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from ecomcore.errors import DataError, NotAllowedError, NotFoundError
    from ecomcore.shop.outbox.desk_replies import LONGEST_BYTES, read_reply

    settings = get_settings()
    try:
        reply = read_reply(
            sys.stdin.buffer.read(LONGEST_BYTES + 1), shop or settings.shop, settings
        )
        if reply is None:
            _say_taken(None, "sent by a machine; passed over", as_json)
            return
        is_new = _take(reply, shop)
    except (DataError, NotAllowedError, NotFoundError) as error:
        typer.echo(f"ecomcore: {error}", err=True)
        raise typer.Exit(os.EX_DATAERR) from error
    except (EcomError, SQLAlchemyError) as error:
        typer.echo(f"ecomcore: {type(error).__name__}", err=True)
        raise typer.Exit(os.EX_TEMPFAIL) from error
    _say_taken(reply.number, "taken" if is_new else "taken before", as_json)


def _say_taken(number: str | None, outcome: str, as_json: bool) -> None:
    if as_json:
        print_json({"number": number, "outcome": outcome})
    else:
        typer.echo(f"{number}: {outcome}" if number else outcome)


def check_command(shop: ShopOption = None, as_json: JsonOption = False) -> None:
    """Say by which ways tickets reach people, and what is wrong with each; ends with 1 if anything is."""
    from ecomcore.shop.outbox.desk_check import ways

    settings = get_settings()
    found = ways(shop or settings.shop, settings)
    if as_json:
        print_json([asdict(way) for way in found])
    else:
        table = Table("way", "state", "what is wrong", "waiting")
        for way in found:
            table.add_row(way.name, way.state, escape(way.problem) or "–", str(way.waiting))
        Console().print(table)
    if any(way.state == "wrong" for way in found):
        raise typer.Exit(1)


def _take(reply: MailedReply, shop: str | None) -> bool:
    from ecomcore.shop.database import open_session
    from ecomcore.shop.talks import answer
    from ecomcore.shop.tickets import close_ticket

    now, is_new = get_settings().clock(), True
    with open_session(shop) as session:
        if reply.text:
            is_new = answer(
                session,
                reply.number,
                uid=reply.uid,
                text=reply.text,
                name=reply.name,
                now=now,
                via="desk_mail",
            )
        if reply.closes and is_new:
            close_ticket(session, reply.number, now, name=reply.name, via="desk_mail")
    return is_new
