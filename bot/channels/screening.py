"""Takes payment-card numbers out of every message before the bot stores it, whatever channel it comes by.

Rasa writes a message into its tracker before any component reads it, so nothing inside the bot is early enough.
"""

from __future__ import annotations

from typing import Any, Awaitable, Callable

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from shoptalk.card_number import without_card_numbers

OnMessage = Callable[[UserMessage], Awaitable[Any]]
CARD_NOTE = "card_removed"
"""The key of a message's metadata that tells the actions that a card number was in it."""


def screened(channel: InputChannel) -> InputChannel:
    """Return the channel, which from now on hands on messages without card numbers."""
    draw = channel.blueprint

    def blueprint(on_new_message: OnMessage) -> Blueprint:
        async def screen(message: UserMessage) -> Any:
            return await on_new_message(without_cards(message))

        drawn: Blueprint = draw(screen)
        return drawn

    channel.blueprint = blueprint
    return channel


def without_cards(message: UserMessage) -> UserMessage:
    """Return the message without card numbers, with a note where there was one."""
    cleaned = without_card_numbers(message.text or "")
    if cleaned.had_card:
        message.text = cleaned.text
        message.metadata = {**(message.metadata or {}), CARD_NOTE: True}
    return message
