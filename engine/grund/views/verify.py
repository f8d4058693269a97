"""Verify: the view of `grund verify`.

Every difference is there for programs; people read the first ones, and how many more there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..analysis.signatures import BESIDE
from ..model.numbers import pick
from ..problems.visible_text import visible
from .formats.columns import headings
from .formats.text import Block
from .result import Result
from .wording.headlines import headline
from .wording.values import and_more

_SHOWN: Final = 40
"""How many differences the text shows before it counts the rest."""
_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "input": ("indata", "input"),
    "result": ("resultat", "result"),
    "record": ("körprotokollet", "the run record"),
    "version": ("gjord av en annan version av grund", "made by another version of grund"),
}
_RECORD: Final[Mapping[str, tuple[str, str]]] = {
    "@changed": ("ändrat efter att det skrevs (hash)", "changed after it was written (hash)"),
    "@unsealed": ("utan egen hash, som en äldre version skrev det", "without a hash, as an older version wrote it"),
    "@unsigned": (f"inte underskrivet (ingen fil {BESIDE})", f"not signed (no file {BESIDE})"),
    "@missigned": ("inte underskrivet med den nyckeln", "not signed with that key"),
    "@respelt": ("samma innehåll, men inte skriven av grund", "the same content, but not written by grund"),
}


def verify_view(record: str, apart: Sequence[tuple[str, str]], key: str | None, lang: str) -> Result:
    """What differs, each with its kind; the same where only the version does."""
    same = {kind for kind, _ in apart} <= {"version"}
    differing = sum(kind != "version" for kind, _ in apart)
    finding = headline("verify.apart" if differing else "verify", lang, record=record, signer=key, count=differing)
    rows = tuple((kind, what.removeprefix("@")) for kind, what in apart)
    shown = tuple((pick(lang, *_KINDS[kind]), _what(what, lang)) for kind, what in apart)
    lines = [visible(": ".join(row)) for row in shown[:_SHOWN]]
    if more := and_more(len(apart) - _SHOWN, lang):
        lines.append(f"…{more}")
    heads = headings(lang, "what", "difference")
    block = Block(record, heads if shown else (), shown, (finding,))
    data = {
        "kind": "grund-verify",
        "record": record,
        "key": key,
        "same": same,
        "differences": [dict(zip(_HEADER, row, strict=True)) for row in rows],
    }
    return Result((block,), _HEADER, rows, data, text="".join(f"{line}\n" for line in (visible(finding), *lines)))


_HEADER: Final = ("kind", "difference")


def _what(what: str, lang: str) -> str:
    """What differs, in words: a part of the results by its name, of the record by what is wrong with it."""
    words = _RECORD.get(what)
    return what if words is None else pick(lang, *words)
