"""Measures what photos cost: a catalogue of pictures indexed, then a shopper's upload answered, with the memory taken.

    python -m benchmarks.images_speed --pictures 10000

The pictures are those of the demo shop, each several times under another product, since only their number counts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import tempfile
import time
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from ecomcore.config import ROOT
from ecomcore.images.augment import phone_photo
from ecomcore.images.features import get_image_embedder
from ecomcore.images.lookup import PhotoLookup
from ecomcore.images.reading import read_image
from ecomcore.images.uploads import Uploads

PICTURES = ROOT / "data" / "shop" / "images"
PHOTO_SIDE = 1600


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--uploads", type=int, default=60)
    options = parser.parse_args()
    files = sorted(PICTURES.glob("*.webp"))
    chosen = [files[i % len(files)] for i in range(options.pictures)]
    names = {f"p{i}": file.stem.replace("-", " ") for i, file in enumerate(chosen)}
    pictures = [(f"p{i}", file.name) for i, file in enumerate(chosen)]
    started, spent = time.perf_counter(), time.process_time()
    with tqdm(total=len(chosen), unit="picture", disable=None) as bar:
        lookup = PhotoLookup.build(
            get_image_embedder(), pictures, chosen, names=names, progress=bar.update
        )
    indexed = time.perf_counter() - started, time.process_time() - spent
    lookup.warm()
    waits, work = _answered(lookup, files, options.uploads)
    figures = {
        "pictures": len(lookup),
        "index_s": round(indexed[0], 1),
        "index_cpu_s": round(indexed[1], 1),
        "upload_to_answer_ms": {"p50": _ms(waits, 50), "p95": _ms(waits, 95)},
        "upload_to_answer_cpu_ms": {"p50": _ms(work, 50), "p95": _ms(work, 95)},
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }
    print(json.dumps(figures, indent=1))


def _answered(
    lookup: PhotoLookup, files: list[Path], count: int
) -> tuple[list[float], list[float]]:
    """Return the seconds of wall and processor that each upload takes from the stored file to the answer."""
    rng = np.random.default_rng(3)
    waits, work = [], []
    with tempfile.TemporaryDirectory() as folder:
        uploads = Uploads(Path(folder), 3600)
        for file in (files[i] for i in rng.permutation(len(files))[:count]):
            name = _sent(phone_photo(read_image(file), rng), Path(folder))
            started, spent = time.perf_counter(), time.process_time()
            lookup.find(uploads.photo(name))
            waits.append(time.perf_counter() - started)
            work.append(time.process_time() - spent)
    return waits, work


def _sent(image: Image.Image, folder: Path) -> str:
    """Store a photo of the size that the chat page sends, and return its name."""
    scale = PHOTO_SIDE / max(image.size)
    buffer = BytesIO()
    large = image.resize((round(image.width * scale), round(image.height * scale)))
    large.save(buffer, "JPEG", quality=90)
    name = f"{hashlib.sha256(buffer.getvalue()).hexdigest()[:32]}.jpg"
    (folder / name).write_bytes(buffer.getvalue())
    return name


def _ms(seconds: list[float], percentile: float) -> float:
    return round(float(np.percentile(seconds, percentile)) * 1000, 1)


if __name__ == "__main__":
    main()
