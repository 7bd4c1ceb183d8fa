"""Rasa's own shell on our bot: `make shell`, for who knows `rasa shell` and its debugging."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from scripts.bootstrap import BOT, ROOT
from scripts.prepare import DEMO, Place, PrepareError, prepare, secret
from scripts.services import (
    ServiceError,
    environment_of,
    free_port,
    start_actions,
    wait_until_ready,
)
from shoptalk.signing import Signer


def main() -> int:
    """Prepare the shop, start the action server, and run `rasa shell` beside it."""
    parser = argparse.ArgumentParser(prog="make shell", description=__doc__)
    parser.add_argument("--shop", default=os.environ.get("ECOM_SHOP") or DEMO)
    parser.add_argument("--debug", action="store_true", help="show what Rasa does")
    parser.add_argument(
        "--var", type=Path, default=Path(os.environ.get("ECOM_VAR_DIR") or ROOT / "var")
    )
    options = parser.parse_args()
    try:
        prepared = prepare(Place(options.shop, options.var.resolve()))
        place, port = prepared.place, free_port()
        key = Signer(secret(place.var), place.shop).call_key()
        environment = environment_of(
            place, f"http://127.0.0.1:{port}", free_port(), {"ECOM_ACTIONS_KEY": key}
        )
        actions = start_actions(place, environment)
        try:
            wait_until_ready([actions])
            command = [
                *(str(BOT.interpreter), "-m", "rasa", "shell", "--model", str(prepared.model)),
                *("--endpoints", "endpoints.yml", "--port", str(port)),
                *(["--debug"] if options.debug else []),
            ]
            return subprocess.run(
                command, cwd=ROOT / "bot", env=environment, check=False
            ).returncode
        finally:
            actions.end()
    except (PrepareError, ServiceError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
