"""Draws every product of the demo shop: SVG sources, and WebP files for the bot.

Run from the project's root: `.venv/bin/python data/shop/illustrate.py`. The pictures are part of the repository;
this is only needed after products or drawings have changed.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import defaultdict
from pathlib import Path

import resvg_py
from PIL import Image
from tqdm import tqdm

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

from draw import draw  # noqa: E402

WEBP_SIDE = 320
WEBP_QUALITY = 80
COLOUR_WITHOUT_OPTION = {
    "food": "green",
    "beauty": "mint",
    "pets": "brown",
    "electronics": "silver",
    "kitchen": "teal",
    "home": "beige",
    "stationery": "navy",
    "toys": "multicolour",
    "sports": "blue",
    "outdoor": "olive",
}
COLOUR_OF_KIND = {
    "honey": "gold",
    "chocolate": "brown",
    "coffee_beans": "brown",
    "tea_cake": "brown",
    "olive_oil": "olive",
    "cookies": "beige",
    "nuts": "natural",
    "noodles": "cream",
    "perfume": "pink",
    "lip_balm": "red",
    "sunscreen": "yellow",
}


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the shop's CSV files."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def option(options: str, key: str) -> str | None:
    """Return the value of one option of a variant, or None."""
    pairs = (pair.partition("=") for pair in options.split(";"))
    return next((value.strip() for name, _, value in pairs if name.strip() == key), None)


def pictures() -> dict[str, tuple[str, str]]:
    """Return kind and colour of every picture by file stem: one a product, one a further colour."""
    colours: dict[str, list[str]] = defaultdict(list)
    for row in read("variants.csv"):
        colour = option(row["options"], "colour")
        if colour and colour not in colours[row["product_id"]]:
            colours[row["product_id"]].append(colour)
    wanted: dict[str, tuple[str, str]] = {}
    for row in read("products.csv"):
        product, kind = row["product_id"], row["kind"]
        group = row["category"].split("/")[0]
        own = colours[product] or [
            COLOUR_OF_KIND.get(kind) or COLOUR_WITHOUT_OPTION.get(group, "teal")
        ]
        wanted[product] = (kind, own[0])
        for colour in own[1:]:
            wanted[f"{product}-{colour}"] = (kind, colour)
    return wanted


def main() -> None:
    """Write all pictures and remove those of products that are gone."""
    folder = FOLDER / "images"
    folder.mkdir(exist_ok=True)
    wanted = pictures()
    for path in folder.iterdir():
        if path.stem not in wanted:
            path.unlink()
    for stem, (kind, colour) in tqdm(wanted.items(), desc="drawing", unit="picture"):
        svg = draw(kind, colour)
        (folder / f"{stem}.svg").write_text(svg, "utf-8")
        png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WEBP_SIDE, height=WEBP_SIDE))
        Image.open(io.BytesIO(png)).convert("RGB").save(
            folder / f"{stem}.webp", quality=WEBP_QUALITY, method=6
        )


if __name__ == "__main__":
    main()
