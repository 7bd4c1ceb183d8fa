"""The offline build: everything that answers need, computed once into an immutable folder.

`var/builds/<shop>/` holds

- `parts/<part>-<fingerprint>/`: the output of one part for one state of its inputs; made in a scratch folder and
  renamed when complete, so that a killed build resumes with the parts that were done and an unchanged part is never
  made twice;
- `<build id>/manifest.json`: which parts form a build, with sizes, hashes, metrics, versions;
- `CURRENT`: the id of the build that is served, replaced atomically.
"""

from __future__ import annotations

from ecomcore.build.making import build
from ecomcore.build.manifest import Manifest, PartEntry, current_id, shop_builds_dir
from ecomcore.build.parts import Part, load_parts
from ecomcore.build.serving import Build, CurrentBuild, open_build

__all__ = [
    "Build",
    "CurrentBuild",
    "Manifest",
    "Part",
    "PartEntry",
    "build",
    "current_id",
    "load_parts",
    "open_build",
    "shop_builds_dir",
]
