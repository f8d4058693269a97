"""Problem pages: what a code means, why it matters, and an example to try; for those who ask.

An example is a change in the small project that `grund init` writes, or a command there: with `bad` the code is
raised, with `good` it is not (tested, for every page that has one).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..problems.catalogue import ByCode, codes, entries


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """The page of a code. Texts are empty where the page has no example, or no need of them."""

    code: str
    sv: str
    en: str
    file: str = ""
    bad: str = ""
    good: str = ""
    replaces: str = ""
    first: str = ""
    run: str = ""
    mended: str = ""

    @property
    def shown(self) -> bool:
        """Whether the page has an example."""
        return bool(self.good)

    @property
    def command(self) -> str:
        """The command that raises the code."""
        return self.run or ("grund check" if self.file else self.bad)

    @property
    def after(self) -> str:
        """The command that no longer does."""
        return self.mended or (self.command if self.file else self.good)

    def changed(self, before: str | None, good: bool) -> str:
        """The text of `file` with the example in it; `before`: the project's text, None where it has no such file."""
        put = self.good if good else self.bad
        if before is None:
            return f"{put}\n" if put else ""
        return before.replace(self.replaces or self.good, put, 1)


def pages() -> Mapping[str, ProblemPage]:
    """Every page by its code, in the order of the codes."""
    return ByCode(_page)


def _page(code: str) -> ProblemPage:
    entry = entries()[code]
    example = {name: text for name, text in entry.items() if name not in _SAID}
    texts = {"replaces" if name == "in" else name: str(text or "").strip("\n") for name, text in example.items()}
    return ProblemPage(code, entry["meaning"]["sv"].strip("\n"), entry["meaning"]["en"].strip("\n"), **texts)


_SAID: Final = ("sentence", "cure", "meaning")


def sentence(code: str, lang: str) -> str:
    """What the code says, with the words that fill it between ‹ ›."""
    row = codes()[code]
    return _open(row.en if lang == "en" else row.sv)


def cure(code: str, lang: str) -> str:
    """What to do about it, likewise; empty where that is said anew each time."""
    row = codes()[code]
    text = _open(row.cure_en if lang == "en" else row.cure_sv)
    return "" if text.startswith("‹") and text.endswith("›") else text


class _Open(dict[str, str]):
    def __missing__(self, name: str) -> _Word:
        return _Word(f"‹{name}›")


class _Word(str):
    """A word that is not filled in: it needs no quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _open(text: str) -> str:
    return text.format_map(_Open())
