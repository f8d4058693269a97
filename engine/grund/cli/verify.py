"""`grund verify`: repeat a saved run and show any differences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import analysis, engines
from ..model.numbers import pick
from ..problems.reader_limits import JSON, whole
from ..problems.visible_text import visible
from .options import LangOption, asked_by, command_of, load, policies_of

_SHOWN = 40
"""How many differences `verify` prints before it counts the rest."""


def verify(
    record: str,
    /,
    *,
    key: str | None = None,
    lang: LangOption = "sv",
) -> int:
    """Repeat a saved run and show any differences."""
    data = analysis.verify_record.read_record(record)
    apart = _unsigned(record, key) if key is not None else []
    apart += analysis.verify_record.differences(record, data, _repeated(data["command"], record))
    for kind, what in apart[:_SHOWN]:
        print(visible(f"{pick(lang, *_KINDS[kind])}: {_told(what, lang)}"))
    if len(apart) > _SHOWN:
        print(pick(lang, f"… och {len(apart) - _SHOWN} till", f"… and {len(apart) - _SHOWN} more"))
    same = {kind for kind, _ in apart} <= {"version"}
    if same:
        signed = pick(lang, f"; underskriven med {key}", f"; signed with {key}") if key else ""
        print(pick(lang, "samma indata, samma resultat", "same inputs, same results") + signed)
    return 0 if same else 1


def _unsigned(record: str, key: str) -> list[tuple[str, str]]:
    """What is wrong with the signature beside a record."""
    path = Path(f"{record}{analysis.signatures.BESIDE}")
    text = whole(path, JSON, str(path)).decode("ascii", "replace") if path.is_file() else ""
    if analysis.signatures.holds(whole(record, JSON, record).replace(b"\r\n", b"\n"), text, key):
        return []
    return [("record", "@missigned" if text else "@unsigned")]


_KINDS = {
    "input": ("indata", "input"),
    "result": ("resultat", "result"),
    "record": ("posten", "the record"),
    "version": ("gjord av en annan version av grund", "made by another version of grund"),
}


_RECORD = {
    "@changed": ("ändrad efter att den skrevs (hash)", "changed after it was written (hash)"),
    "@unsealed": ("utan egen hash, som en äldre version skrev den", "without a hash, as an older version wrote it"),
    "@unsigned": (
        "inte underskriven (ingen fil {beside})",
        "not signed (no file {beside})",
    ),
    "@missigned": ("inte underskriven med den nyckeln", "not signed with that key"),
    "@respelt": ("samma innehåll, men inte skriven av grund", "the same content, but not written by grund"),
}


def _told(what: str, lang: str) -> str:
    """What differs, in words: a part of the results by its name, of the record by what is wrong with it."""
    words = _RECORD.get(what)
    return what if words is None else pick(lang, *words).replace("{beside}", analysis.signatures.BESIDE)


def _repeated(command: list[str], record_file: str) -> dict[str, Any]:
    """The record that a command leaves now, where it is repeated."""
    scenario, which = asked_by(command, record_file)
    files = (".yaml", ".yml")
    policies = [str(analysis.run_record.recorded_file(p)) if p.endswith(files) else p for p in which.policy or ()]
    home = str(analysis.run_record.recorded_file(scenario)) if scenario.endswith(files) else scenario
    loaded_scenario = load(which, home, policies)
    names = policies_of(loaded_scenario, replace(which, policy=policies or None))
    return analysis.run_record.sealed(
        analysis.run_record.record(
            loaded_scenario, engines.run.run(loaded_scenario, names), command_of(scenario, which)
        )
    )
