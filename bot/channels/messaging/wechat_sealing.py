"""How WeChat signs and encrypts what it sends to an account's server, and what the server answers."""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
from typing import Dict, List
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from channels.messaging.proof import ForgedError

BLOCK = 32
RANDOM = 16
HEAD = struct.Struct(">I")


def signature(*parts: str) -> str:
    """Return WeChat's signature: SHA-1 of the sorted parts, which is what its documentation prescribes."""
    joined = "".join(sorted(parts)).encode("utf-8", "replace")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def fields(xml: bytes) -> Dict[str, str]:
    """Return the texts of a flat document by their names.

    Raises:
        ValueError: it is no such document, or declares types or entities, which could make a small one large.
    """
    found: Dict[str, str] = {}
    path: List[str] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declared: object) -> None:
        raise ValueError("a message declares no document type")

    def start(name: str, _attributes: object) -> None:
        path.append(name)

    def text(words: str) -> None:
        if len(path) == 2:
            found[path[1]] = found.get(path[1], "") + words

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise ValueError("no XML") from error
    return found


def written(content: Dict[str, str]) -> str:
    """Return a flat document."""
    inner = "".join(
        f"<{name}><![CDATA[{text.replace(']]>', ']] >')}]]></{name}>"
        for name, text in content.items()
    )
    return f"<xml>{inner}</xml>"


class Seal:
    """Encrypts and decrypts with the key of an account (AES-256-CBC, the form that WeChat calls safe mode)."""

    def __init__(self, aes_key: str, app_id: str) -> None:
        """Use the EncodingAESKey and the AppID.

        Raises:
            ValueError: the key has not 43 characters of base64.
        """
        try:
            self._key = base64.b64decode(aes_key + "=", validate=True)
        except ValueError:
            self._key = b""
        if len(self._key) != BLOCK:
            raise ValueError("ECOM_WECHAT_AES_KEY must have the 43 characters of an EncodingAESKey")
        self._app_id = app_id

    def opened(self, sealed: str) -> bytes:
        """Return what was encrypted.

        Raises:
            ForgedError: it was not encrypted with this key for this account.
        """
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
            content = padded[RANDOM : -padded[-1]]
            (length,) = HEAD.unpack(content[: HEAD.size])
        except (ValueError, IndexError, struct.error) as error:
            raise ForgedError("the message cannot be decrypted") from error
        message, account = content[HEAD.size :][:length], content[HEAD.size + length :]
        if account.decode("utf-8", "replace") != self._app_id:
            raise ForgedError("the message is for another account")
        return message

    def sealed(self, message: str) -> str:
        """Return a message encrypted."""
        text, account = message.encode(), self._app_id.encode()
        content = secrets.token_bytes(RANDOM) + HEAD.pack(len(text)) + text + account
        missing = BLOCK - len(content) % BLOCK
        encryptor = self._cipher().encryptor()
        padded = content + bytes([missing]) * missing
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _cipher(self) -> "Cipher[modes.CBC]":
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))
