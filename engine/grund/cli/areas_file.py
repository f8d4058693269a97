"""Areas file: a file of areas decided, and what is said of it on stderr."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .. import batch, budgeting, loading, model, views
from ..model.numbers import number_text, pick
from ..problems.extras import require
from ..problems.problem import GrundError, problem
from ..problems.visible_text import public, visible
from .options import Out, ready, write


@dataclass(frozen=True)
class File:
    """What is asked of a file of areas."""

    source: str
    neighbours: str | None
    show: tuple[str, ...]
    allow: bool
    on: str | None
    mode: Literal["create", "replace", "append"] | None = None
    changed: str | None = None

    @property
    def stays(self) -> bool:
        """Whether the areas stay in the database, which reads and writes itself."""
        return self.on not in (None, "duckdb")


def borders(scenario: model.scenario.Scenario, policies: list[str]) -> bool:
    """Whether the world must be read for its neighbours."""
    return batch.whole_file.borders(scenario, policies)


def run_file(scenario: model.scenario.Scenario, policies: list[str], file: File, out: Out) -> int:
    """Decide every row of a file; what was done, and what no column gave, is said on stderr."""
    if out.output is None:
        raise GrundError([problem("G533", None)])
    _refuse(file, out.output)
    _say_certain(scenario, out.lang)
    done = _decide(scenario, policies, file, out.output, out)
    slots = {"areas": done.areas, "decisions": done.decisions, "open": done.unknown} if done.areas else {}
    key = "rows.file" if done.areas else "rows.file.none"
    sentence = views.wording.headlines.headline(key, out.lang, file=file.source, output=out.output, **slots)
    print(visible(sentence), file=sys.stderr)
    _say_absent(done.absent, out.lang)
    _say_unread(done, out.lang)
    _say_amounts(scenario, policies, file, done, out.lang)
    return 0 if file.allow else _answered(done.decisions, done.unknown, out)


def _refuse(file: File, output: str) -> None:
    """What does not go together where the rows are decided; the first is raised."""
    if not file.stays and (file.mode or file.changed):
        raise GrundError([problem("G839", None)])
    if file.stays and any(name.endswith(".csv") for name in (file.source, output)):
        raise GrundError([problem("G564", None, target=public(file.on or ""))])
    if file.on is not None and file.neighbours is not None:
        raise GrundError([problem("G537", None)])
    if file.on is not None and file.show:
        raise GrundError([problem("G460", None)])


def _decide(
    scenario: model.scenario.Scenario, policies: list[str], file: File, output: str, out: Out
) -> batch.files.Streamed:
    """Every row decided: here, by DuckDB over the file, or in the database where the rows stand."""
    if file.on is None:
        return batch.files.decide_file(
            scenario, policies, file.source, output, file.neighbours, out.force, out.lang, file.show
        )
    require("duckdb")  # it brings pyarrow too
    with batch.progress.waiting(public(file.on).partition(":")[0]):
        if not file.stays:
            return batch.files_in_duckdb.decide_file(
                scenario, policies, file.source, output, out.force, out.lang, file.allow
            )
        job = batch.warehouse.WarehouseRun(file.on, file.source, output, file.mode or "create", _changed(file.changed))
        return batch.warehouse.decide_table(scenario, policies, job)


def _changed(text: str | None) -> tuple[str, str] | None:
    """`COLUMN=VALUE` in its two parts."""
    if text is None:
        return None
    column, _, value = text.partition("=")
    if not column or not value:
        raise GrundError([problem("G862", None, text=text)])
    return column, value


def compare_file(
    scenario: model.scenario.Scenario, a: str, b: str, source: str, neighbours: str | None, out: Out
) -> int:
    """Count two policies over the rows of a file; what no column gave is said on stderr."""
    ready(out, (source, neighbours))
    _say_certain(scenario, out.lang)
    comparison = batch.compare_rows.compare_file(scenario, a, b, source, neighbours)
    _say_absent(comparison.absent, out.lang)
    return write(views.compare_file.file_view(comparison, out.lang), scenario, out, (source, neighbours))


def _say_certain(scenario: model.scenario.Scenario, lang: str) -> None:
    """That uncertain facts of the scenario's own areas do not count for those of a file."""
    if loading.paths.said_in(scenario.file).get("uncertain"):
        sv = "scenariots osäkra uppgifter gäller dess egna områden och räknas inte för områdena i filen"
        en = "the scenario's uncertain facts are about its own areas and do not count for those of the file"
        print(pick(lang, sv, en), file=sys.stderr)


def _say_unread(done: batch.files.Streamed, lang: str) -> None:
    """The columns of a file that no rule reads."""
    if done.unread:
        sentence = pick(lang, "kolumner som ingen regel läser: ", "columns that no rule reads: ")
        names = ", ".join(views.wording.values.meant(name, done.absent, lang) for name in done.unread)
        print(sentence + names, file=sys.stderr)


def _say_amounts(
    scenario: model.scenario.Scenario, policies: list[str], file: File, done: batch.files.Streamed, lang: str
) -> None:
    """Which amounts a file does not get, and why."""
    prices = (price for name in policies for price in budgeting.row_costs.prices(scenario, name).values())
    if file.on is not None and any(price.told for price in prices):
        sv, en = "belopp räknas inte med --on; utelämna det", "amounts are not calculated with --on; leave it out"
        print(pick(lang, sv, en), file=sys.stderr)
    for insats, missing in done.untold.items():
        why = ", ".join(missing) or pick(lang, "räknas per aktör, inte per område", "counted by body, not by area")
        print(f"{insats}: {pick(lang, 'inget belopp', 'no amount')}: {why}", file=sys.stderr)


def _say_absent(names: Sequence[str], lang: str) -> None:
    """What no column of a file gave."""
    if names:
        sentence = pick(lang, "uppgift saknas överallt, kolumn saknas: ", "no data anywhere, no column: ")
        print(sentence + visible(", ".join(names)), file=sys.stderr)


def _answered(decisions: int, unknown: int, out: Out) -> int:
    """The exit code: an answer that is unknown everywhere is none, which is said."""
    if not decisions or unknown < decisions:
        return 0
    print(problem("G458", None, count=number_text(decisions, out.lang)).show(out.lang), file=sys.stderr)
    return 1
