"""Visible text: text from anywhere, as it may be shown.

The text with nothing hidden in it (control characters and those that turn the direction of a text are written as
`\\u001b`), nothing secret (an address without its password), and what a spreadsheet would take for a formula guarded.
"""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Not seen, changing direction, or (U+0085, U+2028, U+2029) a line end to YAML and to nobody else."""
_ADDRESS: Final = re.compile(r"\b[a-zA-Z][\w+.-]+://?\S+")
"""An address, also as a path that a system has written it: with one slash."""
_PUBLIC: Final = re.compile(
    r"(\w+://)(?:[^/?#@\s]*@)?((?:[\w.-]+|\[[0-9a-fA-F:.]+\])?(?::\d+)?(?:/[\w.%-]*)?)/?(?:[?;#][^@]*)?"
)
_DATABASES: Final = ("postgres", "postgresql", "spark", "sc", "mysql", "mssql", "jdbc", "oracle", "sqlserver")
_GIVEN: Final = re.compile(r"(?i)\b(password|passwd|pwd|token|sslpassword)(\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s;&,]+)")


def visible(text: str) -> str:
    """The text with what would not be seen, or would steer a terminal, written out; line ends and tabs stay."""
    shown = text.replace("\r", "\\r") if "\r" in text else text
    return HIDDEN.sub(lambda m: f"\\u{ord(m[0]):04x}" if m[0] < "\U00010000" else f"\\U{ord(m[0]):08x}", shown)


def public(address: str) -> str:
    """An address of a database without who asks, password and options; where it cannot be told apart, its scheme."""
    scheme, mark, _ = address.partition("://")
    if not mark:
        return address if address.replace("_", "").replace("-", "").isalnum() else "…"
    match = _PUBLIC.fullmatch(address)
    return match[1] + match[2] if match else f"{scheme}://…"


def without_secrets(text: str) -> str:
    """A text with the addresses of databases in it made public, and what is given as a password left out."""

    def shown(address_match: re.Match[str]) -> str:
        scheme, _, rest = address_match[0].partition(":/")
        rest = rest.removeprefix("/")
        known = scheme.lower().startswith(_DATABASES)
        return public(f"{scheme}://{rest}") if known or re.match(r"[^/\s]*@", rest) else address_match[0]

    return _GIVEN.sub(r"\1\2…", _ADDRESS.sub(shown, text)) if "=" in text or ":/" in text else text


FORMULA: Final = r"^[=+\-@\t\r\n]"
"""What a spreadsheet takes for the beginning of a formula: a pattern that Python, Arrow and DuckDB read alike."""
NUMBER: Final = r"^[+-][0-9]+([.,][0-9]+)?$"
"""What begins like a formula and is a number."""


def guarded(text: str) -> str:
    """A text that no spreadsheet reads as a formula."""
    return "'" + text if text[:1] in _SIGNS and re.match(FORMULA, text) else text


_SIGNS: Final = frozenset("=+-@\t\r\n")
