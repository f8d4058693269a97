"""`grund verify`: repeat a saved run and show any differences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import analysis, engines, model, views
from ..problems.problem import GrundError, Place, problem
from ..problems.reader_limits import JSON, whole
from .options import OUT, Out, asked_by, command_of, load, policies_of, write


def verify(
    record: str,
    /,
    *,
    key: str | None = None,
    out: Out = OUT,
) -> int:
    """Repeat a saved run and show any differences."""
    data = analysis.verify_record.read_record(record)
    if tried := data.get("what_if"):
        raise GrundError([problem("G793", Place(record), record=record, values="; ".join(map(str, tried)))])
    apart = _unsigned(record, key) if key is not None else []
    apart += analysis.verify_record.differences(record, data, _repeated(data["command"], record))
    view = views.verify.verify_view(record, apart, key, out.lang)
    write(view, None, replace(out, full=True))
    return 0 if view.data["same"] else 1


def _unsigned(record: str, key: str) -> list[tuple[str, str]]:
    """What is wrong with the signature beside a record."""
    path = Path(f"{record}{analysis.signatures.BESIDE}")
    text = whole(path, JSON, str(path)).decode("ascii", "replace") if path.is_file() else ""
    if analysis.signatures.holds(whole(record, JSON, record).replace(b"\r\n", b"\n"), text, key):
        return []
    return [("record", "@missigned" if text else "@unsigned")]


def _repeated(command: list[str], record_file: str) -> dict[str, Any]:
    """The record that a command leaves now, where it is repeated."""
    scenario, which, uncertain = asked_by(command, record_file)
    files = (".yaml", ".yml")
    recorded_file = analysis.recorded_question.recorded_file
    policies = [str(recorded_file(p)) if p.endswith(files) else p for p in which.policy or ()]
    home = str(recorded_file(scenario)) if scenario.endswith(files) else scenario
    loaded_scenario = uncertain.of(load(which, home, policies))
    names = policies_of(loaded_scenario, replace(which, policy=policies or None))
    return model.canonical_json.sealed(
        analysis.run_record.record(
            loaded_scenario, engines.run.run(loaded_scenario, names), command_of(scenario, which, uncertain)
        )
    )
