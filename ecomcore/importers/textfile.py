"""Reading a text file whatever its compression and encoding, or saying why it is not one."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from ecomcore.errors import BadRow, ImportFailedError

# What a file begins with that somebody saved or renamed as CSV.
NOT_TEXT = {
    b"PK\x03\x04": "is an Excel workbook or a zip file; export it as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook; export it as CSV (UTF-8)",
    b"%PDF": "is a PDF file; export the table as CSV (UTF-8)",
}
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
COMMON_HANZI_SHARE = 0.9
WESTERN = "cp1252"
FOREIGN_LETTERS = 0.3
"""Text in a Western language has at most this share of letters with accents, and hardly another sign."""
NUL_SHARE = 0.3
WESTERN_SIGNS = frozenset("€£§©®°²³½¼¾×·–—‘’‚“”„…•™«»¡¿ºª\u00a0")


def find_file(folder: Path, name: str) -> Path | None:
    """Return `folder/name` or `folder/name.gz`, whichever is there."""
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    return None


def read_bytes(path: Path) -> bytes:
    """Return the content of a file, unpacked if its name ends in `.gz`.

    Raises:
        ImportFailedError: it cannot be read or unpacked.
    """
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise refuse(path.name, f"cannot be read ({error})") from error


def read_text(path: Path, *, is_markup: bool = False) -> str:
    """Return the text of a file in UTF-8 or UTF-16 (with or without mark), GB18030 or Windows-1252.

    `is_markup` says that HTML or XML is expected; elsewhere a web page is a download that went wrong.

    Raises:
        ImportFailedError: it is empty, not a text, or in another encoding.
    """
    raw = read_bytes(path)
    for start, reason in NOT_TEXT.items():
        if raw.startswith(start):
            raise refuse(path.name, reason)
    text = _decode(raw, path.name)
    if not text.strip():
        raise refuse(path.name, "is empty")
    if not is_markup and text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise refuse(
            path.name, "is a web page, not a table; download the export again while signed in"
        )
    return text


def _decode(raw: bytes, name: str) -> str:
    try:
        if raw.startswith(UTF16_MARKS):
            return raw.decode("utf-16")
        if wide := _unmarked_utf16(raw):
            return raw.decode(wide)
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        text = None
    if text is not None and _looks_chinese(text):
        return text
    western = raw.decode(WESTERN, errors="replace")
    if not _looks_western(western):
        raise refuse(
            name, "is neither UTF-8, GB18030 nor Windows-1252 text; save it as CSV (UTF-8)", line
        )
    return western


def _unmarked_utf16(raw: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: every other byte of text in Latin letters is NUL."""
    half = max(1, len(raw[:4096]) // 2)
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        if raw[start:4096:2].count(0) > NUL_SHARE * half and not raw[1 - start : 4096 : 2].count(0):
            return encoding
    return None


def _looks_western(text: str) -> bool:
    """Tell Windows-1252 from bytes of another alphabet, which come out as runs of accents and signs."""
    foreign = [char for char in text if char > "\x7f"]
    letters = sum(char.isalpha() for char in text)
    signs = sum(not char.isalpha() and char not in WESTERN_SIGNS for char in foreign)
    accents = sum(char.isalpha() for char in foreign)
    return signs <= 0.1 * len(foreign) and accents <= FOREIGN_LETTERS * letters


def _looks_chinese(text: str) -> bool:
    """Tell real GB18030 from another encoding that happens to decode.

    GB 2312 (1980) holds the characters that Chinese texts are made of; bytes of a Western or Big5
    text land outside of it.
    """
    foreign = [c for c in text if c > "\x7f"]
    usual = 0
    for char in foreign:
        try:
            usual += len(char.encode("gb2312")) == 2
        except UnicodeEncodeError:
            continue
    return bool(foreign) and usual >= COMMON_HANZI_SHARE * len(foreign)


def refuse(file: str, reason: str, line: int = 1, column: str = "file") -> ImportFailedError:
    """Return the error for a file that cannot be used at all."""
    return ImportFailedError([BadRow(file, line, column, reason)])
