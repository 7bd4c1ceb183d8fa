"""Reads what a shop tells its customers: Markdown, HTML, text or a table of questions, one file or a folder of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ecomcore.importers import csv_folder
from ecomcore.importers.collector import Collector
from ecomcore.importers.contacts import Contact, contacts_in
from ecomcore.importers.exports import language_of
from ecomcore.importers.fingerprint import fingerprint
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import WORDS, readable, slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.prose import Section, html_sections, markdown_sections
from ecomcore.importers.rows import KnowledgeRow
from ecomcore.importers.tablefile import header_of, is_table_text, read_table, tables_of
from ecomcore.importers.textfile import read_text, refuse

MARKDOWN = (".md", ".markdown", ".txt", ".text")
PAGES = (".html", ".htm")
ASKS = ("?", "？")
LONGEST_ID, LONGEST_TOPIC = 60, 40


@lru_cache(maxsize=1)
def _columns() -> dict[str, tuple[str, ...]]:
    written = tomllib.loads((WORDS / "knowledge.toml").read_text("utf-8"))
    return {field: tuple(names) for field, names in written.items()}


def matches(path: Path) -> bool:
    """Say whether this is a text or a table of questions and answers, or a folder that holds such."""
    return bool(_files(path))


def read(path: Path, collector: Collector) -> None:
    """Read a file, or all those of a folder; what tells how to reach the shop is found and shown.

    Raises:
        ImportFailedError: there is none, or it cannot be read.
    """
    files = _files(path)
    if not files:
        raise refuse(
            path.name, "holds no Markdown, HTML, text, or table with questions and answers"
        )
    for number, file in enumerate(files):
        collector.progress("reading", number, len(files))
        if _is_own(file):
            csv_folder.read_knowledge(file, collector)
        else:
            _add(file, path, list(_sections(file, collector)), collector)
    collector.progress("reading", len(files), len(files))


def _files(path: Path) -> list[Path]:
    every = sorted(path.rglob("*")) if path.is_dir() else [path]
    return [
        file
        for file in every
        if file.is_file()
        and (
            (file.suffix.lower() in (*MARKDOWN, *PAGES) and not is_table_text(file))
            or (tables_of(file) and (_is_own(file) or _is_questions(file)))
        )
    ]


def _is_own(file: Path) -> bool:
    return bool(tables_of(file)) and {"entry_id", "kind", "topic"} <= set(header_of(file))


def _is_questions(file: Path) -> bool:
    names = {name.strip().casefold() for name in header_of(file)}
    return bool(
        names.intersection(_columns()["question"]) and names.intersection(_columns()["answer"])
    )


def _sections(file: Path, collector: Collector) -> Iterator[Section]:
    if file.suffix.lower() in MARKDOWN:
        yield from markdown_sections(read_text(file, is_markup=True))
    elif file.suffix.lower() in PAGES:
        yield from html_sections(read_text(file, is_markup=True))
    else:
        yield from _questions(file, collector)


def _questions(file: Path, collector: Collector) -> Iterator[Section]:
    table = read_table(file, ())
    collector.add_unread(KnowledgeRow, table.bad)
    columns = {name.strip().casefold(): name for name in table.frame.columns}
    named = {
        field: next((columns[name] for name in names if name in columns), "")
        for field, names in _columns().items()
    }
    for number, cells in table.records():
        question, answer = (plain_text(cells[named[each]]) for each in ("question", "answer"))
        topic = cells.get(named["topic"], "").strip() if named["topic"] else ""
        if not answer:
            collector.reject(Origin(file.name, number), named["answer"], "must not be empty")
        else:
            yield Section(question, answer, number, (topic,) if topic else ())


def _add(file: Path, root: Path, sections: list[Section], collector: Collector) -> None:
    language = collector.language or language_of(
        [section.text for section in sections], [section.title for section in sections]
    )
    folder = file.parent.relative_to(root).as_posix() if root.is_dir() else ""
    page = readable(file.stem)
    taken: set[str] = {row.id for row in collector.batch.of(KnowledgeRow)}
    for section in sections:
        title = section.title or page
        topic = section.path[0] if section.path else page
        entry_id = slug(f"{file.stem} {title}")[: LONGEST_ID - 13] or "entry"
        if entry_id in taken:
            entry_id = f"{entry_id}-{fingerprint(folder, *section.path, title, section.text)}"
        taken.add(entry_id)
        is_question = title.rstrip().endswith(ASKS)
        collector.add(
            KnowledgeRow,
            {
                "id": entry_id,
                "kind": "faq" if is_question else "policy",
                "topic": slug(topic)[:LONGEST_TOPIC] or "shop",
                "title": {language: title},
                "text": {language: section.text},
                "questions": {language: [title]} if is_question else {},
            },
            Origin(file.name, section.line),
        )
        found = contacts_in(
            f"{section.title}\n{section.text}", language, f"{file.name}:{section.line}"
        )
        collector.batch.contacts += [c for c in found if not _is_known(c, collector)]
    collector.batch.files.append(file.name)
    collector.batch.spoken[language] = collector.batch.spoken.get(language, 0) + len(sections)


def _is_known(contact: Contact, collector: Collector) -> bool:
    return any(
        (known.kind, known.value) == (contact.kind, contact.value)
        for known in collector.batch.contacts
    )
