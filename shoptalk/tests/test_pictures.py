"""What kind of file something is, by its first bytes."""

from __future__ import annotations

import pytest

from shoptalk.pictures import kind_of


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "unknown"),
        (b"GIF89a", "gif"),
        (b"%PDF-1.7", "pdf"),
        (b"SIMPLE  =                    T", "fits"),
        (b"II*\0\x08\0\0\0", "tiff"),
        (b"MM\0*\0\0\0\x08", "tiff"),
        (b"\0\0\0\x18ftypheic\0\0", "heic"),
        (b"\0\0\0\x18ftypisom\0\0", "video"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg xmlns='x'>", "svg"),
        (b"a text about <svgs>", "unknown"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
