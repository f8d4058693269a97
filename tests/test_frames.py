"""Results as Arrow, pandas and Polars: nothing is lost on the way there and back, and the three hold the same."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

import pytest

import grund
from grund.problems.problem import GrundError
from grund.views.formats.tables.shape import Column, Table, filled

ODD: Final = filled(
    (
        Column("text"), Column("kind", "category", ("low", "high"), ordered=True), Column("ok", "truth"),
        Column("n", "whole"), Column("x", "decimal", decimals=2), Column("day", "date"), Column("missing", "texts"),
    ),
    [
        ("å\n\"", "high", True, 2**53 + 1, Decimal("0.10"), date(1800, 1, 1), ("a", "b")),
        ("", "low", False, 0, Decimal("-9999999999999999.99"), date(2299, 12, 31), ()),
        (None, None, None, None, None, None, None),
    ],
    {"kind": "odd"},
)  # fmt: skip


@cache
def tables() -> dict[str, Table]:
    """A table of every kind, and one of odd values."""
    scenario = grund.load()
    compared = grund.compare(scenario, "fokusomrade", "stadsdelslyft-ersatter")
    differ = grund.diff(scenario, "stadsdelslyft-ersatter", "stadsdelslyft")
    area = grund.find_area(scenario, "Tensta")
    trees = grund.explain(scenario, area, "insats-skola", "behovsstyrd")
    found = {"run": grund.run(scenario, scenario.named[:2]), "compare": compared, "diff": differ, "explain": trees}
    parts = {part: grund.table(scenario, part) for part in ("values", "facts", "duties", "goals")}
    results = {name: grund.table(scenario, result) for name, result in found.items()}
    return {**results, **parts, "moved": grund.table(scenario, differ.moved), "odd": ODD}


NAMES: Final = ("run", "compare", "diff", "moved", "explain", "values", "facts", "duties", "goals", "odd")


def from_arrow(frame: Any) -> dict[str, list[Any]]:
    """An Arrow table's values."""
    return {name: frame.column(name).to_pylist() for name in frame.column_names}


def from_pandas(frame: Any) -> dict[str, list[Any]]:
    """A data frame's values; every kind of missing is None, a time stamp its day."""

    def plain(value: Any) -> Any:
        if value is None or type(value).__name__ in ("NAType", "NaTType"):
            return None
        if isinstance(value, float) and math.isnan(value):
            return None
        return value.date() if hasattr(value, "date") else value

    return {name: [plain(value) for value in frame[name].tolist()] for name in frame.columns}


def from_polars(frame: Any) -> dict[str, list[Any]]:
    """A Polars frame's values."""
    return {name: frame[name].to_list() for name in frame.columns}


KINDS: Final = {"truth": bool, "whole": int, "decimal": Decimal, "date": date, "texts": list}
WAYS: Final[dict[str, tuple[Callable[[Table], Any], Callable[[Any], dict[str, list[Any]]]]]] = {
    "arrow": (grund.to_arrow, from_arrow),
    "pandas": (grund.to_pandas, from_pandas),
    "polars": (grund.to_polars, from_polars),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", NAMES)
def test_there_and_back(name: str, way: str) -> None:
    """The values of the table, in the order of the table, with their types; so the three are equal too."""
    table = tables()[name]
    there, back = WAYS[way]
    found = back(there(table))
    wanted = {c.name: [list(v) if isinstance(v, tuple) else v for v in c.values] for c in table.columns}
    assert found == wanted
    for column in table.columns:
        kinds = {type(v) for v in found[column.name] if v is not None}
        assert kinds <= {
            {"truth": bool, "whole": int, "decimal": Decimal, "date": date, "texts": list}.get(column.kind, str)
        }


def test_types_are_those_that_are_declared() -> None:
    """Scales, members and their order."""
    arrow, pandas, polars = grund.to_arrow(ODD), grund.to_pandas(ODD), grund.to_polars(ODD)
    assert (str(arrow.schema.field("x").type), str(polars.schema["x"])) == (
        "decimal128(18, 2)",
        "Decimal(precision=18, scale=2)",
    )
    assert arrow.schema.field("kind").type.ordered and pandas["kind"].cat.ordered
    assert list(pandas["kind"].cat.categories) == ["low", "high"]
    assert (pandas["kind"] > "low").tolist() == [True, False, False]
    assert polars.filter(polars["kind"] > "low").height == 1
    values = {c.name: c for c in tables()["values"].columns}
    assert values["klassning"].categories[0] == "ingen" and values["klassning"].ordered
    assert values["cni"].decimals == 4 and values["i_fokusomrade"].kind == "truth"
    assert str(grund.to_arrow(tables()["values"]).schema.field("cni").type) == "decimal128(18, 4)"


def test_what_it_is_goes_with_it() -> None:
    """The run's hash, the day and what was known, the readings, the marks."""
    table = tables()["run"]
    kept = {k.decode(): v.decode() for k, v in grund.to_arrow(table).schema.metadata.items()}
    assert kept == table.meta == grund.to_pandas(table).attrs
    assert (kept["kind"], kept["day"], kept["scenario"]) == ("grund-run", "2026-02-17", "stockholm-2026")
    asked = {"fokusomrade_jarva": ["vid", "snav"], "lyft_utbredning": ["utsatta", "hela_namnder"]}
    asked |= {"omradestyp_ar": ["ar_2023"], "studentbostader": ["raknas"]}  # which the scenario chooses
    assert json.loads(kept["tolkning"]) == asked
    assert len(kept["run"]) == 64 and "V" in kept["marks"].split()


def test_rows_need_no_library() -> None:
    """A table gives its rows as dictionaries."""
    row = next(row for row in tables()["compare"] if row["area"] == "sd-hasselby-gard")
    assert (row["group"], row["residents"], row["tolkning.fokusomrade_jarva"]) == ("only_b", 11617, "vid")
    assert len(tables()["compare"]) == 2 * 117


def test_nothing_to_convert_is_a_problem() -> None:
    """And an empty result is an empty table with its columns."""
    scenario = grund.load()
    with pytest.raises(GrundError, match="G791"):
        grund.table(scenario, [1])  # type: ignore[list-item]
    for there, _ in WAYS.values():
        assert len(there(grund.table(scenario, ()))) == 0


def test_a_missing_library_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    for library in ("pyarrow", "pandas", "polars"):
        monkeypatch.setitem(sys.modules, library, None)
    for there, _ in WAYS.values():
        with pytest.raises(grund.GrundError) as error:
            there(ODD)
        (problem,) = error.value.problems
        assert problem.code == "G524" and "pip install 'grund[" in problem.cure()


def test_a_table_shows_in_a_notebook() -> None:
    """Plain HTML: a caption, headings with scope, every cell escaped, unknown as –, and what is left out is said."""
    sly = Table(
        (Column("name", values=("<b>&", None)), Column("n", "whole", values=(1, 2))),
        {"kind": "a<b", "day": "2026-01-01"},
    )
    shown = sly._repr_html_()
    assert "<caption>a&lt;b · 2026-01-01</caption>" in shown
    assert "&lt;b&gt;&amp;" in shown and "<b>" not in shown and ">–</td>" in shown
    assert shown.count('<th scope="col"') == 2
    long = Table((Column("n", "whole", values=tuple(range(100))),))
    assert long._repr_html_().count("<tr>") == 61
    assert "40 more rows of 100" in long._repr_html_()
