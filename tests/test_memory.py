"""Memory on the police's real lists: what two areas would have kept after they left the list, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from grund.engines import interpreter
from grund.loading.folders import factbook, rulebook
from grund.model.expressions import Reference

ROOT = Path(__file__).resolve().parents[1]
LEFT = date(2023, 12, 1)


@pytest.mark.parametrize("area", ["po-alvsjo-solberga", "po-ostberga"])
@pytest.mark.parametrize(
    ("name", "until"), [("kvar_tva_listor", date(2025, 12, 2)), ("kvar_fem_ar", date(2028, 11, 30))]
)
def test_kept_until(area: str, name: str, until: date) -> None:
    """On the list the day before it left it, kept on the day it did and to the last day, and then no longer."""
    book = rulebook(ROOT / "rules" / "stockholm")
    facts = factbook(ROOT / "scenarios" / "stockholm", book)

    def value(day: date, asked: str) -> object:
        frame = interpreter.frame(book.vocabulary, book.policies["nulage"], facts.at(day))
        return interpreter.read(frame, Reference(asked), frame.world.areas[area]).value

    day = timedelta(1)
    assert value(LEFT - day, "klass_polis") == "utsatt"
    assert value(LEFT, "klass_polis") == "ingen"
    assert [value(d, name) for d in (LEFT - day, LEFT, until - day, until)] == [True, True, True, False]
