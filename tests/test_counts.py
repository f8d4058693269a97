"""Counts: what is counted declines, one and many, and a verb after a number agrees with it, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest

import grund
from grund.loading.folders import rulebook
from grund.model.sources import Label
from grund.views.wording.headlines import agreed
from grund.views.wording.values import UNITS, and_more, count_text, first_texts

ENGINE: Final = Path(grund.__file__).parent
ROOT: Final = Path(__file__).resolve().parents[1]
ROOMS: Final = ("views", "report", "web", "cli")
"""Where sentences are made."""
ALIKE: Final = {
    "sv": frozenset(
        (
            "attribut", "avsnitt till", "beslut", "fel", "invånare", "regelverk", "testfall", "till", "underlag",
        )
    ),
    "en": frozenset(("disproved", "more", "not settled", "proved")),
}  # fmt: skip
"""Words that are the same in singular and plural."""
MEASURES: Final = re.compile(
    r"%|µg/m³|dB|ha(?: land| of land)?|kr|SEK|percentile?|(?:kr|tkr|SEK|SEK thousand) (?:per|a) .*"
)
"""Units that do not decline: of measure and money, and prices for one of something."""
NUMBER: Final = re.compile(r"\blen\(|\bcount\b|\bnumber_text\(|\b(?:n|left|more|total|rows|areas)$")
"""An expression in an f-string that is a number of things."""
VERBS: Final = ("are", "do", "have", "were")


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_has_singular_and_plural(unit: str) -> None:
    for lang, (one, many) in zip(("sv", "en"), UNITS[unit], strict=True):
        assert one and many and (one != many) != (one in ALIKE[lang]), (unit, lang)
        assert [count_text(n, lang, unit) for n in (0, 1, 2)] == [f"0\u00a0{many}", f"1\u00a0{one}", f"2\u00a0{many}"]


def folders() -> Iterator[Path]:
    """Every rulebook that we have written, and the one that `grund init` writes."""
    for parent in (ROOT / "rules", ENGINE / "loading" / "template" / "rules"):
        yield from sorted(path.parent for path in parent.glob("*/vocabulary.yaml"))


@pytest.mark.parametrize("folder", list(folders()), ids=lambda path: path.name)
def test_levels_and_units_of_our_rules_decline(folder: Path) -> None:
    book = rulebook(folder)
    words = book.vocabulary
    parameters = [p for policy in book.policies.values() for p in policy.parameters.values()]
    units = [defined.unit for defined in (*words.attributes.values(), *words.derived.values(), *parameters)]
    units += [insats.costs.quantity.unit for insats in book.insatser.values() if insats.costs.quantity]
    labels = [level.label for level in words.levels.values()]
    assert not [label for label in labels if not declines(label)]
    assert not [unit for unit in units if unit.sv and not (declines(unit) or is_measure(unit))]


def declines(label: Label) -> bool:
    """Whether it has one and many in both languages."""
    return all((label.sv, label.en, label.sv_many, label.en_many))


def is_measure(unit: Label) -> bool:
    """Whether it is the same after every number, in both languages."""
    return all(MEASURES.fullmatch(unit.get(lang)) for lang in ("sv", "en"))


def fixed_after_a_count() -> Iterator[str]:
    """The f-strings in which a plural noun or verb stands after a number, whatever that is."""
    plurals = {forms[1] for pair in UNITS.values() for forms in pair if forms[0] != forms[1]}
    fixed = re.compile(rf"[ \u00a0](?:{'|'.join(map(re.escape, (*sorted(plurals), *VERBS)))})\b")
    for room in ROOMS:
        for path in sorted((ENGINE / room).rglob("*.py")):
            for line, number, text in numbers_with_texts(path):
                if NUMBER.search(number) and fixed.match(text):
                    yield f"{path.relative_to(ENGINE)}:{line}: {{{number}}}{text}"


def numbers_with_texts(path: Path) -> Iterator[tuple[int, str, str]]:
    """The expressions in the f-strings of a file with the text that stands after each."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            for slot, text in pairwise(node.values):
                if isinstance(slot, ast.FormattedValue) and isinstance(text, ast.Constant):
                    yield node.lineno, ast.unparse(slot.value), str(text.value)


MANY: Final = (
    "views/formats/short_answer.py",  # lines of an answer that is longer than a screen
    "views/formats/tables/shown.py", "views/result.py",  # rows of a table in a notebook, and how a result is printed
    "views/reach.py",  # three policies or more
)  # fmt: skip
"""Where a number is always more than one, or what is printed is for programmers."""


def test_no_noun_or_verb_is_fixed_after_a_count() -> None:
    faults = [fault for fault in fixed_after_a_count() if not fault.startswith(MANY)]
    assert not faults, "say it with count_text or agreed:\n" + "\n".join(faults)


def test_a_text_agrees_with_its_numbers() -> None:
    texts = ("{n:rad|rader} {n:=är fel|är felaktiga}⟦ i {file}⟧", "{n:row is|rows are} wrong⟦ in {file}⟧")
    assert [agreed(texts, "en", n=n, file=file).replace("\u00a0", " ") for n, file in ((0, ""), (1, "a"), (2, ""))] == [
        "no rows are wrong", "1 row is wrong in a", "2 rows are wrong",
    ]  # fmt: skip


def test_the_first_texts_and_how_many_more() -> None:
    assert first_texts(["A", "B", "C"], 2, "sv").replace("\u00a0", " ") == "A, B och 1 till"
    assert first_texts(["A", "B"], 2, "en") == first_texts(["A", "B"], None, "en") == "A, B"
    assert (and_more(0, "sv"), and_more(1000, "sv")) == ("", " och 1\u00a0000\u00a0till")
