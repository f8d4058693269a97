"""Tokens: the words of a condition, and what a name may look like.

Enters: text. Leaves: tokens with their place. Promise: bounded time; a decimal comma and a hidden character are
errors here, before anything is understood.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final, NamedTuple

from ..model.expressions import Span
from ..problems.problem import Problem, problem

MAX_CHARS: Final = 4_000
MAX_LEVELS: Final = 40
MAX_NODES: Final = 500
MAX_TERMS: Final = 100
"""Terms of one sum, factors of one product: they lean on one another, so their number is depth."""
MAX_NUMBER: Final = 15
KEYWORDS: Final = frozenset(
    (
        *("and", "or", "not", "in", "is", "missing", "between", "true", "false", "if", "then", "else"),
        *("otherwise", "day", "param", "tolkning", "rule", "min", "max", "abs"),
    )
)
FUNCTIONS: Final = frozenset(("min", "max", "abs"))


class ParseError(Exception):
    """A problem in a condition's text; `span` counts characters from 0."""

    def __init__(self, span: Span, issue: Problem) -> None:
        super().__init__(issue.message("en"))
        self.span, self.issue = span, issue


class Token(NamedTuple):
    """`kind`: number, date, quoted, name, word (keyword), sign or end."""

    kind: str
    text: str
    start: int
    end: int


_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d\d-\d\d(?!\w|\.(?!\.)))
    | (?P<comma>[\d.]+,\d+)
    | (?P<number>\d+(?:\.(?!\.)\d+)?(?![\w]))
    | (?P<name>(?:param\.|tolkning\.)?[A-Za-z_][A-Za-z0-9_]*)
    | (?P<quoted>"[^"\n]*")
    | (?P<sign>\.\.|!=|<=|>=|[-+*/=<>()\[\],])
    | (?P<bad>\S)
    )""",
    re.VERBOSE | re.ASCII,
)


def tokens(text: str) -> list[Token]:
    """The words of a condition; raises `ParseError` on the first that is none."""
    if len(text) > MAX_CHARS:
        raise ParseError((0, 1), problem("G208", what=f"{len(text)} @characters", limit=MAX_CHARS))
    token_list: list[Token] = []
    index = 0
    while match := _TOKEN.match(text, index):
        kind = match.lastgroup or "bad"
        start, index = match.span(kind)
        word = match[kind]
        if kind == "comma":
            point = word.replace(",", ", " if "." in word else ".")
            raise ParseError((start, index), problem("G206", text=word, point=point))
        if kind == "bad":
            raise _foreign(text, start)
        if kind == "name" and word in KEYWORDS:
            kind = "word"
        token_list.append(Token(kind, word, start, index))
    token_list.append(Token("end", "", len(text), len(text)))
    return token_list


_FOREIGN: Final = re.compile(
    r"""(?P<name>(?:(?:param|tolkning)\.)?[^\W\d]\w*)
    | (?P<percent>\d+(?:\.\d+)?\s*%) | (?P<float>\d+(?:\.\d+)?e[+-]?\d{1,2}) | (?P<point>\.\d+)
    | (?P<quoted>[“”„][^“”"]*[“”]) | (?P<sign>&&|\|\||[!≥≤≠−–×])""",
    re.VERBOSE | re.IGNORECASE,
)
_OURS: Final = {
    "&&": "and",
    "||": "or",
    "!": "not",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "−": "-",
    "–": "-",
    "×": "*",
}
"""What other languages and word processors write, and how it is written here."""


def _foreign(text: str, at: int) -> ParseError:
    """What is wrong where nothing of ours can be read: a letter in a name, or what another language would say."""
    match = next((m for m in _FOREIGN.finditer(text) if m.start() <= at < m.end()), None)
    if match is None:
        return ParseError((at, at + 1), problem("G207", char=text[at]))
    return ParseError(match.span(), problem("G207", None, _meant(match.lastgroup or "", match[0]), char=match[0]))


def _meant(kind: str, text: str) -> str:
    """How a word of another language would be written here; empty where that cannot be said."""
    if kind == "name":
        folded = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode()
        return folded if is_name(folded.rpartition(".")[2]) else ""
    if kind == "percent":
        return f"{Decimal(text.rstrip(' %')) / 100:f}"
    if kind == "float":
        return f"{Decimal(text):f}"
    if kind == "quoted":
        return f'"{text[1:-1]}"'
    return f"0{text}" if kind == "point" else _OURS[text]


def is_identifier(text: str) -> bool:
    """Whether `text` can be an id: ASCII letters, digits, `-` and `_`, starting with a letter."""
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", text) is not None


def is_name(text: str) -> bool:
    """Whether `text` can stand in a condition: ASCII letters, digits and `_` (a `-` there is minus)."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text) is not None
