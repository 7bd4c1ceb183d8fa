"""A finished build as it is used: opened, its parts loaded at their first use, swapped for a newer one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ecomcore.build.manifest import Manifest, current_id, read_manifest, shop_builds_dir
from ecomcore.build.parts import load_parts
from ecomcore.config import Settings, get_settings
from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.text.embed import TextEmbedder, get_embedder

logger = logging.getLogger(__name__)


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
    return Build(root, read_manifest(root / build_id), embedder, settings)


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
