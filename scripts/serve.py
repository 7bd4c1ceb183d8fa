"""The bot as a server: `make serve`."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from scripts.bootstrap import ROOT
from scripts.prepare import DEMO, Place, PrepareError, prepare
from scripts.services import ServiceError, running
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
        with running(prepared, host=options.host, port=options.port) as bot:
            print("ready", file=sys.stderr)
            print(f"{bot.web}/chat", flush=True)
            Watch([bot.actions, bot.bot], say).forever()
    except (PackError, PrepareError, ServiceError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 0


def say(text: str) -> None:
    """Tell who runs the service what was done to it."""
    print(f"{datetime.now():%Y-%m-%d %H:%M:%S} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
