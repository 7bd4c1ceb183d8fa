"""The shop's console: `make console`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from scripts.bootstrap import CORE, ROOT
from scripts.day import VAR
from scripts.prepare import DEMO, Place, PrepareError, prepare_shop


def main() -> int:
    """Prepare the shop, then become the console."""
    parser = argparse.ArgumentParser(prog="make console", description=__doc__)
    parser.add_argument("--shop", default=os.environ.get("ECOM_SHOP") or DEMO)
    parser.add_argument(
        "--var", type=Path, default=Path(os.environ.get("ECOM_VAR_DIR") or ROOT / "var")
    )
    parser.add_argument("--day", action="store_true", help="show the day of 'make day'")
    options = parser.parse_args()
    place = Place(options.shop, VAR if options.day else options.var.resolve())
    try:
        prepare_shop(place)
    except PrepareError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    command = [str(CORE.interpreter), "-m", "ecomcore.cli", "console", "serve"]
    os.chdir(ROOT)
    os.execve(command[0], command, place.environment())  # noqa: S606 - our own command


if __name__ == "__main__":
    sys.exit(main())
