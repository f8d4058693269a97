"""Bilingual: text and tables in Swedish and English at once, as markup.

All text is escaped here, and each language is one whole text: a table is never mixed of two.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..model.sources import Label
from ..views.formats.text import Block, Cell, NumericText, cell_text, without_empty
from .hyphens import softened


class Html(str):
    """Markup in which everything has been escaped; the template takes it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def escaped(text: str) -> Html:
    """Text as markup."""
    return Html(html.escape(text, quote=True))


def both(make: Callable[[str], str]) -> Label:
    """A text in both languages, from a function of the language."""
    return Label(make("sv"), make("en"))


def pair(label: Label) -> list[str]:
    """A label for the page's script: in both languages, or once where it is the same."""
    return list(dict.fromkeys((label.get("sv"), label.get("en"))))


def same(text: str) -> Label:
    """A text that is the same in both languages, such as a name."""
    return Label(text, text)


@dataclass(frozen=True, slots=True)
class Voice:
    """How labels become markup: in one language, or both side by side (`lang` empty)."""

    lang: str = ""
    tag: str = "span"

    def __call__(self, label: Label) -> Html:
        """A label as markup."""
        sv, en = label.get("sv"), label.get("en")
        if self.lang or sv == en:
            return escaped(label.get(self.lang or "sv"))
        elements = (f"<{self.tag} lang={k}>{html.escape(t)}</{self.tag}>" for k, t in (("sv", sv), ("en", en)))
        return Html("".join(elements))


say = Voice()
"""Both languages, in text."""


@dataclass(frozen=True, slots=True)
class BilingualTable:
    """A block in both languages."""

    sv: Block
    en: Block
    open: bool = True
    anchors: tuple[str, ...] = ()
    """What each row is called in the page's address; none where nothing leads to rows."""
    shown: str = ""
    """Classes that say with which interpretation it is shown (`by r0`)."""
    folds: bool = False
    """Whether a row is a list on a narrow screen, each cell with the head of its column."""

    @property
    def alike(self) -> bool:
        """Whether the two have the same shape, so that one table can hold both."""
        return len(self.sv.columns) == len(self.en.columns) and len(self.sv.rows) == len(self.en.rows)

    @property
    def title(self) -> Label:
        """The title."""
        return Label(self.sv.title, self.en.title)

    @property
    def notes(self) -> list[Label]:
        """The notes, paired where there are as many in each language."""
        if len(self.sv.notes) == len(self.en.notes):
            return [Label(sv, en) for sv, en in zip(self.sv.notes, self.en.notes, strict=True)]
        return [Label(" ".join(self.sv.notes), " ".join(self.en.notes))]

    def preformatted(self) -> Html:
        """The notes as they stand, with their indents: a tree in text."""
        texts = {"sv": "\n".join(self.sv.notes), "en": "\n".join(self.en.notes)}
        return Html("".join(f'<pre lang="{k}" tabindex="0">{html.escape(t)}</pre>' for k, t in texts.items()))

    def grids(self) -> list[tuple[str, list[tuple[Label, bool]], list[list[tuple[Label, bool]]]]]:
        """One grid for both languages, or one for each: (language or empty, headings, rows of (text, is number))."""
        if self.alike:
            return [("", *_grid(self.sv, self.en))]
        return [(lang, *_grid(b, b, lang)) for lang, b in (("sv", self.sv), ("en", self.en))]


def table(
    make: Callable[[str], Block], *, open: bool = True, anchors: Sequence[str] = (), shown: str = "",
    folds: bool = False,
) -> BilingualTable:  # fmt: skip
    """A block in both languages, from a function of the language."""
    sv, en = (without_empty(make(lang)) for lang in ("sv", "en"))
    return BilingualTable(sv, en, open, tuple(anchors), shown, folds)


def _grid(sv: Block, en: Block, lang: str = "") -> tuple[list[tuple[Label, bool]], list[list[tuple[Label, bool]]]]:
    """Headings and rows; a heading stands as its numbers do."""
    rows = [[_cell(s, e, lang) for s, e in zip(a, b, strict=True)] for a, b in zip(sv.rows, en.rows, strict=True)]
    numbers = [any(row[i][1] for row in rows) for i in range(len(sv.columns))]
    heads = [(Label(s, e), n) for s, e, n in zip(sv.columns, en.columns, numbers, strict=True)]
    return heads, rows


def _cell(sv: Cell, en: Cell, lang: str) -> tuple[Label, bool]:
    number = isinstance(sv, int | Decimal | NumericText)
    return Label(softened(cell_text(sv, lang or "sv")), cell_text(en, lang or "en")), number


def shown_by(parts: Sequence[str]) -> Html:
    """Pieces of markup, each shown with its interpretation."""
    return joined([f'<div class="by r{k}">{part}</div>' for k, part in enumerate(parts)])


def joined(parts: Sequence[str]) -> Html:
    """Pieces of markup as one."""
    return Html("".join(parts))
