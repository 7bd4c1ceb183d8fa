"""The channels that are open: ours, the messaging platforms that are set up, and those that installed packages add.

A package adds a channel by an entry point of the group `shopbot.channels`: its name, and a class of Rasa's
`InputChannel`. It is open as soon as the package is installed in the bot's environment; a section of its name in the
credentials file, if there is one, is given to its `from_credentials`.
"""

from __future__ import annotations

import logging
import os
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Dict, List, Type

from rasa.core.channels.channel import InputChannel
from rasa.core.run import create_http_input_channels
from rasa.shared.utils.io import read_config_file

from channels.messaging.channel import MessagingInput
from channels.messaging.opening import opened
from channels.screening import screened
from channels.told import ToldInput
from channels.web import DEFAULT_SHOP
from shoptalk.signing import Signer

logger = logging.getLogger(__name__)
GROUP = "shopbot.channels"


def open_channels(credentials: Path) -> List[InputChannel]:
    """Return every channel that the bot listens on, ready to be mounted; no card number gets through any of them.

    Raises:
        ImportError: a package's channel cannot be loaded.
        RasaException: the credentials file names a channel that there is not.
    """
    sections: Dict[str, Any] = read_config_file(str(credentials))
    added = _added()
    ours = [
        channel
        for name in sections
        if name not in added
        for channel in create_http_input_channels(name, str(credentials))
    ]
    theirs = [kind.from_credentials(sections.get(name)) for name, kind in added.items()]
    messengers = opened(os.environ)
    return [screened(channel) for channel in [*ours, *messengers, *theirs, *_told(messengers)]]


def _told(messengers: List[MessagingInput]) -> List[InputChannel]:
    """Return the way in for the shop's own processes, which show a key that comes from the shop's secret."""
    secret = os.environ.get("ECOM_SECRET")
    if not secret:
        logger.error("ECOM_SECRET is not set: what people answer does not get into conversations")
        return []
    signer = Signer(secret, os.environ.get("ECOM_SHOP") or DEFAULT_SHOP)
    return [ToldInput(signer, {channel.name(): channel for channel in messengers})]


def _added() -> Dict[str, Type[InputChannel]]:
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    kinds = {}
    for name, entry in sorted(found.items()):
        try:
            kinds[name] = entry.load()
        except Exception as error:
            raise ImportError(
                f"the channel {name!r} ({entry.value}) of an installed package cannot be loaded: {error}"
            ) from error
    return kinds
