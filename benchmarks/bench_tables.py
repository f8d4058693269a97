"""Decision tables of many rows: overlaps, hidden rows and gaps looked for, and none found.

The table parts a number into stretches, crossed with a class and a truth, so no row overlaps another and none is
missing: the case that takes longest to see. There is no floor: nobody checks such a table by hand.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from conftest import Timed
from grund.analysis.table_rows import clashes, gap, hidden
from grund.language.typing import Scope, condition
from grund.loading.decision_tables.cells import row_text
from grund.model.derivations import DecisionTable, Row
from grund.model.expressions import BOOL, Type, number

MOST = 1_000_000
TYPES = {"n": number(0, 0, MOST - 1), "k": Type("enum", "k", ("lag", "mellan"), True), "b": BOOL}
INPUTS = {"tal": "n", "klass": "k", "ja": "b"}


def table(rows: int, hit: str) -> DecisionTable:
    """A table of so many rows."""
    bounds = np.linspace(0, MOST, rows // 4 + 1, dtype=int).tolist()
    cells = [
        {"tal": f"[{low}..{high}[", "klass": klass, "ja": truth}
        for low, high in pairwise(bounds)
        for klass in ("lag", "mellan")
        for truth in ("true", "false")
    ]
    scope = Scope(TYPES)
    made = tuple(Row(condition(row_text(INPUTS, row), scope), i % 3 == 0, i) for i, row in enumerate(cells, 1))
    return DecisionTable(made, hit, None, True, "error" if hit == "unique" else "")


@pytest.mark.parametrize("rows", [1_000, 10_000])
@pytest.mark.parametrize("hit", ["unique", "first"])
def test_check(timed: Timed, rows: int, hit: str) -> None:
    """Every overlap, every hidden row and every gap: there is none."""
    how = table(rows, hit)
    seen: Any = timed(
        lambda: [*clashes(how, TYPES), *hidden(how, TYPES), gap(how, TYPES)],
        group="a decision table checked", label=f"{hit}, {rows} rows",
    )  # fmt: skip
    assert seen == [None]
