"""A shop's pictures: copied next to its database, named by the rows that show them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from ecomcore.config import Settings, check_shop_name, get_settings

IMAGE_ENDINGS = frozenset({".webp", ".jpg", ".jpeg", ".png", ".gif", ".svg"})
WEB_ADDRESSES = ("https://", "http://")


class Picture(Protocol):
    """A picture somewhere: a file, or a member of an archive."""

    def read_bytes(self) -> bytes:
        """Return its content."""


def images_dir(shop: str, settings: Settings | None = None) -> Path:
    """Return the folder that holds the pictures of a shop."""
    return (settings or get_settings()).var_dir / "shops" / check_shop_name(shop) / "images"


def image_file(shop: str, image: str | None, settings: Settings | None = None) -> Path | None:
    """Return the file of a picture that a product or variant names.

    None if there is none here: no picture, one on the web, or a file that is not there.
    """
    if not image or image.startswith(WEB_ADDRESSES):
        return None
    folder = images_dir(shop, settings).resolve()
    path = (folder / image).resolve()
    return path if path.is_file() and path.is_relative_to(folder) else None


def copy_images(images: Mapping[str, Picture], folder: Path) -> int:
    """Copy pictures (by the name they get in `folder`) and return how many were new or changed."""
    copied = 0
    for name, picture in images.items():
        target = folder / name
        content = picture.read_bytes()
        if target.is_file() and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(f".{target.name}.{os.getpid()}")
        scratch.write_bytes(content)
        scratch.replace(target)
        copied += 1
    return copied
