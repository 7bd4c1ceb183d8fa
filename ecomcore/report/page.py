"""Turns sections into one page that needs nothing else: styles and pictures inside, printable."""

from __future__ import annotations

from html import escape
from typing import Any

from ecomcore.customers.wording import languages, say
from ecomcore.report.contents import Section

STYLE = """
body{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
h1,h2{line-height:1.2}section{break-inside:avoid;margin:2.5rem 0}svg{max-width:100%;height:auto}
table{border-collapse:collapse;width:100%;font-size:.85rem}th,td{border-bottom:1px solid #ddd;padding:.3rem
.5rem;text-align:left;vertical-align:top}
.other{color:#444}footer{color:#666;font-size:.8rem}@media print{body{margin:0;max-width:none}}
"""


def page(title: str, sections: list[Section], commands: list[str]) -> str:
    """Return the page as HTML, every heading, sentence and column in both languages."""
    parts = [
        f"<!doctype html><html lang='{languages()[0]}'><head><meta charset='utf-8'>",
        "<meta name='viewport' content='width=device-width,initial-scale=1'>",
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{escape(title)}</h1>",
    ]
    for section in sections:
        parts.append(f"<section id='{section.name}'><h2>{_two(section.title)}</h2>")
        parts += [_paragraphs(sentence) for sentence in section.sentences]
        parts += [f"<figure>{picture}</figure>" for picture in section.pictures]
        parts += [_table(rows) for _, rows in section.tables if rows]
        parts.append("</section>")
    shown = "".join(f"<br><code>{escape(command)}</code>" for command in commands)
    parts.append(
        f"<footer>{' · '.join(escape(say('report.made_by', lang)) for lang in languages())}{shown}</footer>"
    )
    parts.append("</body></html>")
    return "\n".join(parts)


def _paragraphs(texts: dict[str, str]) -> str:
    return "".join(
        f"<p class='{'' if at == 0 else 'other'}' lang='{lang}'>{escape(texts[lang])}</p>"
        for at, lang in enumerate(languages())
    )


def _table(rows: list[dict[str, Any]]) -> str:
    head = "".join(
        f"<th>{_two({lang: say(f'columns.{name}', lang) for lang in languages()})}</th>"
        for name in rows[0]
    )
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return _two(value)
    return escape(f"{value:,.1f}" if isinstance(value, float) else str(value))


def _two(texts: dict[str, str]) -> str:
    """Return all languages, those after the first smaller, as one line."""
    first, *others = languages()
    return escape(texts[first]) + "".join(
        f" <span class='other' lang='{lang}'>{escape(texts[lang])}</span>" for lang in others
    )
