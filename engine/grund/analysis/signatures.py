"""Signatures: bytes signed as OpenSSH signs a file, so that `ssh-keygen -Y` makes and checks the same signatures.

A signature as text, or whether one holds. Nothing but the bytes decides; the key is read and kept nowhere. The library
is imported where it is used, since few sign.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from struct import pack
from typing import Final

from ..problems.extras import require
from ..problems.problem import GrundError, Place, problem
from ..problems.reader_limits import whole

NAMESPACE: Final = "grund"
"""What the signatures are for: one made for something else is none here (`ssh-keygen -Y sign -n grund`)."""
BESIDE: Final = ".sig"
"""What the name of a signature ends with, beside that of what is signed, as `ssh-keygen -Y sign` writes it."""
_MAGIC, _KIND, _HASH = b"SSHSIG", b"ssh-ed25519", b"sha512"
_LONG = 64
_KEYS: Final = "cryptography.hazmat.primitives"
_MOST: Final = 100_000
"""Bytes of a key."""


def signature(data: bytes, key: str) -> str:
    """The signature of some bytes by a private key; raises `GrundError`."""
    ed25519, serialization = require(f"{_KEYS}.asymmetric.ed25519"), require(f"{_KEYS}.serialization")
    with _reading(key):
        private = serialization.load_ssh_private_key(whole(key, _MOST, key), password=None)
        if not isinstance(private, ed25519.Ed25519PrivateKey):
            raise ValueError(key)
    public = private.public_key().public_bytes_raw()
    return _armoured(public, private.sign(_told(data)))


def holds(data: bytes, text: str, key: str) -> bool:
    """Whether a text is the signature of some bytes by the key of a public file; raises `GrundError`."""
    ed25519, serialization = require(f"{_KEYS}.asymmetric.ed25519"), require(f"{_KEYS}.serialization")
    with _reading(key):
        public = serialization.load_ssh_public_key(whole(key, _MOST, key))
        if not isinstance(public, ed25519.Ed25519PublicKey):
            raise ValueError(key)
    try:
        made = base64.b64decode("".join(text.split("\n")[1:-2]))[-_LONG:]
        public.verify(made, _told(data))
    except (binascii.Error, ValueError, require("cryptography.exceptions").InvalidSignature):
        return False
    return text == _armoured(public.public_bytes_raw(), made)


def _armoured(public: bytes, made: bytes) -> str:
    """A signature by a key, in the one way that it is written."""
    raw = (
        _MAGIC
        + pack(">I", 1)
        + _string(_string(_KIND) + _string(public))
        + _string(NAMESPACE.encode())
        + _string(b"")
        + _string(_HASH)
        + _string(_string(_KIND) + _string(made))
    )
    text = base64.b64encode(raw).decode("ascii")
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return "\n".join(("-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""))


@contextmanager
def _reading(key: str) -> Iterator[None]:
    """What is wrong with a key, in a sentence."""
    try:
        yield
    except OSError:
        raise GrundError([problem("G101", None, file=key)]) from None
    except (ValueError, TypeError):  # TypeError: a key that is locked by a word
        raise GrundError([problem("G591", Place(key), file=key)]) from None


def _string(part: bytes) -> bytes:
    return pack(">I", len(part)) + part


def _told(data: bytes) -> bytes:
    """What is signed of some bytes."""
    return _MAGIC + _string(NAMESPACE.encode()) + _string(b"") + _string(_HASH) + _string(hashlib.sha512(data).digest())
