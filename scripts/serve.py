"""The bot as a server: `make serve`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from scripts.bootstrap import ROOT
from scripts.prepare import DEMO, Place, Prepared, PrepareError, prepare
from scripts.services import ServiceError, free_port, running
from scripts.storefront.server import HOST, storefront
from scripts.watch import Watch
from shoptalk.packs import PackError


def main() -> int:
    """Prepare the shop and serve it until the process is told to end."""
    parser = argparse.ArgumentParser(prog="make serve", description=__doc__)
    parser.add_argument("--shop", default=os.environ.get("ECOM_SHOP") or DEMO)
    parser.add_argument("--host", default=os.environ.get("ECOM_HOST") or "127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("ECOM_PORT") or 5005))
    parser.add_argument(
        "--var", type=Path, default=Path(os.environ.get("ECOM_VAR_DIR") or ROOT / "var")
    )
    options = parser.parse_args()
    try:
        prepared = prepare(Place(options.shop, options.var.resolve()))
        print("starting …", end=" ", file=sys.stderr, flush=True)
        front = shop_port(options.port) if options.shop == DEMO else None
        settings = {"ECOM_SITE_ORIGINS": origins(front)} if front else {}
        with running(prepared, host=options.host, port=options.port, settings=settings) as bot:
            print("ready", file=sys.stderr)
            with shown(prepared, bot.web, front) as shop:
                print("\n".join(filter(None, [shop, f"{bot.web}/chat"])), flush=True)
                Watch([bot.actions, bot.bot], say).forever()
    except (PackError, PrepareError, ServiceError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0


def shop_port(port: int) -> int:
    """Return where the demo shop's own site is served: beside the bot, or wherever there is room."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port + 1))
        except (OSError, OverflowError):
            return free_port()
    return port + 1


def origins(port: int) -> str:
    """Return the sites that may talk to the bot: those of the setting, and the demo shop's own."""
    return " ".join(filter(None, [os.environ.get("ECOM_SITE_ORIGINS"), f"http://{HOST}:{port}"]))


@contextmanager
def shown(prepared: Prepared, web: str, port: int | None) -> Iterator[str | None]:
    """Show the demo shop's own site at a port, with the chat on each page; without a port, show nothing."""
    if port is None:
        yield None
        return
    with storefront(prepared.place, web, port) as address:
        yield f"{address}/"


def say(text: str) -> None:
    """Tell who runs the service what was done to it."""
    print(f"{datetime.now():%Y-%m-%d %H:%M:%S} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
