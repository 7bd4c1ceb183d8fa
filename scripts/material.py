"""Writes what the bot is trained from into a folder, for who trains it elsewhere, as the image of the bot does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ecomcore import plugins
from scripts import training
from scripts.bootstrap import ROOT
from shoptalk.packs import PackError, packs


def main() -> int:
    """Write the folder for `rasa train --domain OUT/domain --data OUT/data`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--reviewed", type=Path, help="file of reviewed examples")
    options = parser.parse_args()
    try:
        found = training.material(
            ROOT / "bot",
            plugins.folders(plugins.SKILLS, "bot"),
            packs(),
            reviewed=options.reviewed,
        )
    except (training.TrainingFileError, PackError) as error:
        print(f"the bot's training files cannot be used: {error}", file=sys.stderr)
        return 2
    training.write(found, options.out)
    print(f"wrote {len(found)} files to {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
