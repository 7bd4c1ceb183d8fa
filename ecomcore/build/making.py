"""Makes what has changed since the last build, checks it, and puts it into service."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from ecomcore import __version__
from ecomcore.build.manifest import Manifest, PartEntry, read_manifest, shop_builds_dir
from ecomcore.build.parts import Part, load_parts
from ecomcore.config import Settings, get_settings
from ecomcore.errors import BuildError
from ecomcore.importers.images import image_file
from ecomcore.shop.data import ShopData
from ecomcore.shop.database import open_session
from ecomcore.text.embed import TextEmbedder, get_embedder
from ecomcore.vectors.choice import forget_index

logger = logging.getLogger(__name__)

FORMAT = 1
KEPT_BUILDS = 3


def build(
    shop: str,
    *,
    settings: Settings | None = None,
    progress: Callable[[str, str], None] = lambda part, state: None,
) -> Manifest:
    """Make what has changed since the last build, check it, and put it into service.

    `progress` is called with a part's name and `reused`, `making` or `made`.

    Raises:
        ShopNotFoundError: the shop has not been imported.
        BuildError: a part could not be made or did not pass its check; the build in service stays.
    """
    settings = settings or get_settings()
    root = shop_builds_dir(shop, settings)
    embedder = get_embedder(settings.embed_model)
    entries: dict[str, PartEntry] = {}
    with open_session(shop, settings) as session, _build_lock(root):
        data = ShopData(session, lambda image: image_file(shop, image, settings))
        for name, part in load_parts(settings).items():
            entries[name] = _make_part(part, data, embedder, root, settings, progress)
        return _finish(shop, settings, embedder, entries, root)


@contextmanager
def _build_lock(root: Path) -> Iterator[None]:
    """Let one process build at a time, and remove what a killed one left half made."""
    (root / "parts").mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BuildError(
                f"another process is building in {root}; wait for it to end, then build again"
            ) from error
        for scratch in (root / "parts").glob(".*"):
            shutil.rmtree(scratch, ignore_errors=True)
        yield


def _finish(
    shop: str,
    settings: Settings,
    embedder: TextEmbedder,
    entries: dict[str, PartEntry],
    root: Path,
) -> Manifest:
    now = settings.clock()
    manifest = Manifest(
        id=f"{now:%Y%m%dT%H%M%S}-{_digest([e.folder for e in entries.values()])[:8]}",
        shop=shop,
        created_at=now.isoformat(timespec="seconds"),
        format=FORMAT,
        embed_model=embedder.identity,
        versions=_versions(),
        parts=entries,
    )
    _check(manifest, root)
    _publish(manifest, root)
    _remove_old(root, keep=manifest.id)
    return manifest


def _make_part(
    part: Part,
    data: ShopData,
    embedder: TextEmbedder,
    root: Path,
    settings: Settings,
    progress: Callable[[str, str], None],
) -> PartEntry:
    made_from = [FORMAT, part.NAME, part.VERSION, embedder.identity, part.inputs(data)]
    if settings.vectors_url is not None:
        made_from.append("vectors in PostgreSQL")
    fingerprint = _digest(made_from)
    final = root / "parts" / f"{part.NAME}-{fingerprint[:16]}"
    record = final / "part.json"
    if record.is_file():
        progress(part.NAME, "reused")
        return PartEntry(**json.loads(record.read_text("utf-8")))
    progress(part.NAME, "making")
    scratch = Path(tempfile.mkdtemp(prefix=f".{part.NAME}-", dir=root / "parts"))
    started = time.perf_counter()
    try:
        metrics = part.make(data, embedder, scratch)
        part.load(scratch, embedder)
        entry = PartEntry(
            name=part.NAME,
            folder=f"parts/{final.name}",
            seconds=round(time.perf_counter() - started, 3),
            metrics=metrics,
            files={p.name: p.stat().st_size for p in _files(scratch)},
            digest=_folder_digest(scratch),
        )
        (scratch / "part.json").write_text(json.dumps(asdict(entry), indent=1), "utf-8")
        shutil.rmtree(final, ignore_errors=True)
        scratch.rename(final)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    progress(part.NAME, "made")
    return entry


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_file() and p.name != "part.json")


def _folder_digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.name.encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _versions() -> dict[str, str]:
    names = ("numpy", "faiss-cpu", "scikit-learn", "sentence-transformers", "bm25s")
    return {
        "ecomcore": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in names},
    }


def _check(manifest: Manifest, root: Path) -> None:
    for entry in manifest.parts.values():
        folder = root / entry.folder
        if _folder_digest(folder) != entry.digest:
            shutil.rmtree(folder, ignore_errors=True)
            raise BuildError(
                f"part {entry.name!r} in {folder} is damaged and was removed; run "
                f"'ecomcore build --shop {manifest.shop}' again to make it anew"
            )


def _publish(manifest: Manifest, root: Path) -> None:
    folder = root / manifest.id
    folder.mkdir(exist_ok=True)
    _write_atomically(folder / "manifest.json", json.dumps(asdict(manifest), indent=1))
    _write_atomically(root / "CURRENT", manifest.id)


def _write_atomically(path: Path, text: str) -> None:
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def _remove_old(root: Path, keep: str) -> None:
    builds = sorted(
        (p for p in root.iterdir() if (p / "manifest.json").is_file()), key=lambda p: p.name
    )
    old = [p for p in builds if p.name != keep][: -(KEPT_BUILDS - 1)]
    kept = [p for p in builds if p not in old]
    used = {entry.folder for p in kept for entry in read_manifest(p).parts.values()}
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    for folder in (root / "parts").iterdir():
        is_finished = not folder.name.startswith(".")
        if is_finished and f"parts/{folder.name}" not in used:
            _remove_part(folder)


def _remove_part(folder: Path) -> None:
    try:
        forget_index(folder)
    except BuildError as error:
        logger.warning("a table of old vectors stays: %s", error)
    shutil.rmtree(folder, ignore_errors=True)
