"""FEEL: what an expression or a cell of DMN says, as the text of a condition or a formula of ours.

A word that means more than our language says, or another thing in it, is refused by itself (`Unsayable`); names of
several words are found whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from .elements import Element

_TOKEN: Final = re.compile(
    r'"(?P<string>(?:[^"\\]|\\.)*)"|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<name>[^\W\d]\w*)'
    r"|(?P<sign>\*\*|<=|>=|!=|\.\.|[-+*/=<>()\[\],])|(?P<other>\S)"
)
_WORDS: Final = frozenset(("and", "or", "between", "in", "if", "then", "else", "true", "false"))
_CALLS: Final = frozenset(("not", "abs", "min", "max"))
_COMPARED: Final = frozenset(("=", "!=", "<", "<=", ">", ">=", "between", "in"))
_NEXT: Final = frozenset(("and", "or", "if", "then", "else", ",", "(", ")"))
"""After these a comparison is one of its own; FEEL has no chains of them."""
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Unsayable(Exception):
    """A word that our language does not say, and the element that says it, where that is not the whole."""

    def __init__(self, word: str, element: Element | None = None) -> None:
        super().__init__(word)
        self.word, self.element = word, element


def translated(text: str, names: Mapping[str, str], cell: bool = False) -> str:
    """The text in our language; of a `cell` with its list and its signs. Raises `Unsayable`."""
    tokens = list(_tokens(text, names))
    out: list[str] = []
    compared, brackets = False, _Brackets()
    i = 0
    while i < len(tokens):
        kind, word = tokens[i]
        following = tokens[i + 1][1] if i + 1 < len(tokens) else ""
        if kind == "name" and word == "date" and following == "(":
            out.append(_day([word for _, word in tokens[i + 2 : i + 4]], word))
            i += 4
            continue
        if word in ("=", "!=") and following == "null" and not cell:
            out.append("is missing" if word == "=" else "is not missing")
            i += 2
            continue
        if kind != "string":
            if word in _COMPARED and compared and not cell:
                raise Unsayable(f"{word} … {word}")
            compared = False if word in _NEXT else compared or word in _COMPARED
            if not cell:
                brackets.read(word)
        out.append(_word(kind, word, following, cell))
        i += 1
    return " ".join(out)


class _Brackets:
    """The brackets that are open, intervals among them, and whether an `in` has begun in each.

    What a test of `in` ends at is not agreed on where `and` or `or` follows it in the same brackets.
    """

    def __init__(self) -> None:
        self.within, self.interval, self.before = [False], [False], ""

    def read(self, word: str) -> None:
        """Take a word or sign; raises `Unsayable`."""
        if word in ("and", "or") and self.within[-1]:
            raise Unsayable(f"in … {word}")
        opens = word == "(" or (word == "[" and not self.interval[-1])
        if opens or (word == "]" and self.before in ("in", "(", ",")):
            self.within.append(False)
            self.interval.append(False)
        elif word in (")", "]", "[") and len(self.within) > 1:
            self.within.pop()
            self.interval.pop()
        elif word == "..":
            self.interval[-1] = True
        elif word in ("in", "if", "then", "else", ","):
            self.within[-1] = word == "in"
        self.before = word


def strings(text: str) -> Iterator[str]:
    """The texts that an expression writes."""
    return (match["string"] for match in _TOKEN.finditer(text) if match["string"] is not None)


def _tokens(text: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The words of a text, each with its kind; a name that may be read is ours already."""
    spelt = sorted(names, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, name.split())) for name in spelt)
    known = re.compile(rf"(?:{pattern})(?!\w)") if spelt else None
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = known.match(text, at) if known else None
        if match:
            yield "ours", names[" ".join(match[0].split())]
        else:
            match = _TOKEN.match(text, at)
            assert match is not None
            yield str(match.lastgroup), match["string"] if match["string"] is not None else match[0]
        at = match.end()


def _word(kind: str, word: str, following: str, cell: bool) -> str:
    """A word in our language."""
    if kind == "string" and not {"\\", "\n"} & set(word):
        return f'"{word}"'
    if kind == "ours" or (kind == "sign" and word != "**"):
        return word
    if kind == "number":
        return f"0{word}" if word.startswith(".") else word
    if kind == "name" and (word in _WORDS or (word == "null" and cell) or (word in _CALLS and following == "(")):
        return word
    raise Unsayable(f"{word}(" if following == "(" else word)


def _day(words: Sequence[str], call: str) -> str:
    """The day of `date("…")`."""
    if len(words) == 2 and _DAY.fullmatch(words[0]) and words[1] == ")":
        return words[0]
    raise Unsayable(f"{call}(")
