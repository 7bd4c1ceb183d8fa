"""The offline build: everything that answers need, computed once into an immutable folder.

`var/builds/<shop>/` holds

- `parts/<part>-<fingerprint>/`: the output of one part for one state of its inputs; made in a scratch folder and
  renamed when complete, so that a killed build resumes with the parts that were done and an unchanged part is never
  made twice;
- `<build id>/manifest.json`: which parts form a build, with sizes, hashes, metrics, versions;
- `CURRENT`: the id of the build that is served, replaced atomically.

A part is a module with `NAME`, `VERSION`, `inputs(data) -> object`, `make(data, embedder, folder) -> metrics` and
`load(folder, embedder) -> object`; another package adds its own by an entry point.
Parts write NumPy, FAISS, safetensors, JSON and skops files only: nothing is
unpickled.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import platform
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, Protocol, cast

from ecomcore import __version__, plugins
from ecomcore.config import Settings, get_settings
from ecomcore.errors import BuildError, ModelMismatchError, SettingsError
from ecomcore.importers.images import image_file
from ecomcore.shop.data import ShopData
from ecomcore.shop.database import open_session
from ecomcore.text.embed import TextEmbedder, get_embedder
from ecomcore.vectors.choice import forget_index

PARTS = (
    "ecomcore.search.part",
    "ecomcore.knowledge.part",
    "ecomcore.reviews.part",
    "ecomcore.evidence.part",
    "ecomcore.recommend.part",
    "ecomcore.images.part",
    "ecomcore.customers.part",
)
RECOMMENDER = "recommend"
logger = logging.getLogger(__name__)

FORMAT = 1
KEPT_BUILDS = 3


class Part(Protocol):
    """What a module must offer to be part of the build."""

    NAME: str
    VERSION: int

    def inputs(self, data: ShopData) -> object:
        """Return everything the output depends on, as JSON-able data."""

    def make(self, data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
        """Write the part into `folder` and return its metrics."""

    def load(self, folder: Path, embedder: TextEmbedder) -> Any:
        """Read the part for serving."""


@dataclass(frozen=True)
class PartEntry:
    """One part of a build, as its manifest has it."""

    name: str
    folder: str
    seconds: float
    metrics: dict[str, float]
    files: dict[str, int]
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a build consists of."""

    id: str
    shop: str
    created_at: str
    format: int
    embed_model: str
    versions: dict[str, str]
    parts: dict[str, PartEntry] = field(default_factory=dict)


def load_parts(settings: Settings | None = None) -> dict[str, Part]:
    """Import and return the parts in build order, by what they are in a build: ours, and those that packages add.

    A recommender that a package adds takes the place of ours where the setting names it.

    Raises:
        SettingsError: a package's part cannot be used, or no package adds that recommender.
    """
    chosen = (settings or get_settings()).recommender
    ours = [cast(Part, import_module(name)) for name in PARTS]
    parts: dict[str, Part] = plugins.together(plugins.PARTS, {part.NAME: part for part in ours})
    if chosen is None:
        return parts
    others = plugins.added(plugins.RECOMMENDERS)
    if chosen not in others:
        known = ", ".join(others) or "none"
        raise SettingsError(
            f"no installed package adds the recommender {chosen!r} (there: {known})"
        )
    return parts | {RECOMMENDER: others[chosen]}


def shop_builds_dir(shop: str, settings: Settings | None = None) -> Path:
    """Return the folder of a shop's builds."""
    return (settings or get_settings()).builds_dir / shop


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
    used = {entry.folder for p in kept for entry in _read_manifest(p).parts.values()}
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


def _read_manifest(folder: Path) -> Manifest:
    try:
        raw = json.loads((folder / "manifest.json").read_text("utf-8"))
        raw["parts"] = {name: PartEntry(**entry) for name, entry in raw["parts"].items()}
        return Manifest(**raw)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BuildError(
            f"{folder / 'manifest.json'} cannot be read ({error}); run 'ecomcore build'"
        ) from error


class Build:
    """A finished build; its parts are loaded when they are first asked for."""

    def __init__(
        self,
        root: Path,
        manifest: Manifest,
        embedder: TextEmbedder,
        settings: Settings | None = None,
    ) -> None:
        """Open the build of `manifest` below `root`.

        Raises:
            ModelMismatchError: it was made with another embedding model.
        """
        if manifest.embed_model != embedder.identity:
            raise ModelMismatchError(
                f"build {manifest.id} of shop {manifest.shop!r} was made with {manifest.embed_model}, "
                f"but ECOM_EMBED_MODEL is {embedder.identity}; run 'ecomcore build --shop {manifest.shop}'"
            )
        self.root = root
        self.manifest = manifest
        self.embedder = embedder
        self.settings = settings
        self._loaded: dict[str, Any] = {}
        self._lock = threading.RLock()

    def folder(self, name: str) -> Path:
        """Return the folder of a part.

        Raises:
            BuildError: the build has no such part.
        """
        entry = self.manifest.parts.get(name)
        if entry is None:
            raise BuildError(
                f"build {self.manifest.id} has no part {name!r}; run 'ecomcore build' with this version"
            )
        return self.root / entry.folder

    def part(self, name: str) -> Any:
        """Return the loaded part.

        Raises:
            BuildError: the build has no such part, or its files cannot be read.
        """
        if name not in self._loaded:
            with self._lock:
                if name not in self._loaded:
                    self._loaded[name] = self._load(name)
        return self._loaded[name]

    def _load(self, name: str) -> Any:
        folder = self.folder(name)
        part = load_parts(self.settings).get(name)
        if part is None or part.NAME != self.manifest.parts[name].name:
            raise BuildError(
                f"part {name!r} of build {self.manifest.id} was made by {self.manifest.parts[name].name!r}, which is "
                f"not in use now; run 'ecomcore build --shop {self.manifest.shop}'"
            )
        try:
            return part.load(folder, self.embedder)
        except BuildError:
            raise
        except Exception as error:
            raise BuildError(
                f"part {name!r} in {folder} cannot be read ({type(error).__name__}: {error}); delete that "
                f"folder and run 'ecomcore build --shop {self.manifest.shop}'"
            ) from error

    def warm(self, names: Iterable[str] | None = None) -> None:
        """Load parts now instead of at their first use."""
        for name in names if names is not None else self.manifest.parts:
            self.part(name)


def current_id(shop: str, settings: Settings | None = None) -> str | None:
    """Return the id of the build in service, or None where there is none."""
    try:
        return (shop_builds_dir(shop, settings) / "CURRENT").read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def open_build(shop: str, settings: Settings | None = None) -> Build:
    """Open the build in service.

    Raises:
        BuildError: there is none, or it is damaged.
        ModelMismatchError: it was made with another embedding model.
    """
    settings = settings or get_settings()
    build_id = current_id(shop, settings)
    if build_id is None:
        raise BuildError(f"shop {shop!r} has no build; run 'ecomcore build --shop {shop}'")
    root = shop_builds_dir(shop, settings)
    embedder = get_embedder(settings.embed_model)
    return Build(root, _read_manifest(root / build_id), embedder, settings)


class CurrentBuild:
    """The build in service, swapped by `refresh` when `CURRENT` names another one.

    A request that already holds a `Build` goes on with it; the next request gets the new one. If the new build
    cannot be opened, the old one goes on serving.
    """

    def __init__(self, shop: str, settings: Settings | None = None) -> None:
        """Watch the builds of `shop`."""
        self.shop = shop
        self.settings = settings or get_settings()
        self._build: Build | None = None
        self._refused: str | None = None
        self._lock = threading.Lock()

    def get(self) -> Build:
        """Return the build to use for one request.

        Raises:
            BuildError: there is none that can be opened.
        """
        if self._build is None:
            self.refresh()
        if self._build is None:
            raise BuildError(f"shop {self.shop!r} has no build; run 'ecomcore build'")
        return self._build

    def refresh(self) -> bool:
        """Open the build that `CURRENT` names, if it is another one, and say whether it was swapped in.

        Raises:
            BuildError: it cannot be opened, and there is no older one to go on with.
        """
        with self._lock:
            build_id = current_id(self.shop, self.settings)
            held = self._build
            if held is not None and build_id in (held.manifest.id, self._refused, None):
                return False
            try:
                fresh = open_build(self.shop, self.settings)
                fresh.warm()
            except BuildError:
                if held is None:
                    raise
                logger.exception("build %s cannot be served; %s stays", build_id, held.manifest.id)
                self._refused = build_id
                return False
            self._build = fresh
            self._refused = None
            return True
