"""Draws every product of the demo shop: SVG sources, and WebP files for the bot.

A product has one picture a colour (`<product>.webp`, `<product>-<colour>.webp`); where several products are
of one kind, each has a further view, a close look (`<product>.detail.webp`).

Run from the project's root: `.venv/bin/python data/shop/illustrate.py`. The pictures are part of the repository;
this is only needed after products or drawings have changed.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import numpy as np
import resvg_py
from PIL import Image
from scipy.ndimage import distance_transform_edt
from tqdm import tqdm

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

from draw import Spot, draw, draw_body, draw_detail, looks  # noqa: E402
from draw.palette import Shades  # noqa: E402

WEBP_SIDE = 400
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


@cache
def roomiest_spot(kind: str) -> Spot | None:
    """Return where the body of a kind has most room for a label (x, y, radius), None where it has hardly any."""
    key = Shades("#ff00ff", *["#00ff00"] * 4, accents=("#00ff00",) * 6)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">{draw_body(kind, key)}</svg>'
    body = np.asarray(rendered(svg, 200).convert("RGB"), dtype=np.int16)
    inside = np.abs(body - (255, 0, 255)).max(axis=2) < 8
    room = distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    y, x = np.unravel_index(int(room.argmax()), room.shape)
    radius = float(room[y, x]) * 2 * 0.92
    return (float(x * 2), float(y * 2), min(radius, 62.0)) if radius >= 24 else None


def rendered(svg: str, side: int) -> Image.Image:
    """Return an SVG as a picture of `side` pixels."""
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=side, height=side))
    return Image.open(io.BytesIO(png))


def drawings() -> dict[str, str]:
    """Return the SVG of every picture by file stem."""
    colours: dict[str, list[str]] = defaultdict(list)
    for row in read("variants.csv"):
        colour = option(row["options"], "colour")
        if colour and colour not in colours[row["product_id"]]:
            colours[row["product_id"]].append(colour)
    products = read("products.csv")
    own = looks(products)
    of_kind = Counter(row["kind"] for row in products)
    found: dict[str, str] = {}
    for row in tqdm(products, desc="drawing", unit="product"):
        product, kind = row["product_id"], row["kind"]
        group = row["category"].split("/")[0]
        look, spot = own[product], roomiest_spot(kind)
        first, *others = colours[product] or [
            COLOUR_OF_KIND.get(kind) or COLOUR_WITHOUT_OPTION.get(group, "teal")
        ]
        found[product] = draw(kind, first, look, spot)
        for colour in others:
            found[f"{product}-{colour}"] = draw(kind, colour, look, spot)
        if of_kind[kind] > 1:
            found[f"{product}.detail"] = draw_detail(kind, first, look, spot)
    return found


def main() -> None:
    """Write all pictures and remove those of products that are gone."""
    folder = FOLDER / "images"
    folder.mkdir(exist_ok=True)
    wanted = drawings()
    for path in folder.iterdir():
        if path.stem not in wanted:
            path.unlink()
    for stem, svg in tqdm(wanted.items(), desc="rendering", unit="picture"):
        (folder / f"{stem}.svg").write_text(svg, "utf-8")
        rendered(svg, WEBP_SIDE).convert("RGB").save(
            folder / f"{stem}.webp", quality=WEBP_QUALITY, method=6
        )


if __name__ == "__main__":
    main()
