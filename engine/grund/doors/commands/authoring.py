"""Authoring: one's own rules, checked.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from ..delivery import deliver, write_folder
from ..options import LangOption, OutputOption, format_of

if TYPE_CHECKING:
    from ...checking import Checked


_Prove = Annotated[bool, Parameter(help="Bevisa för alla möjliga områden / prove for every possible area", negative="")]
_Timeout = Annotated[int, Parameter(help="Millisekunder per fråga till --prove / milliseconds per question")]


def check(
    *paths: str,
    prove: _Prove = False,
    timeout: _Timeout = 5_000,
    format: Literal["human", "json"] = "human",
    lang: LangOption = "sv",
) -> int:
    """Kontrollera regler, fakta och scenarier. / Check rules, facts and scenarios."""
    from ...checking import check as checked
    from ...record import dump
    from .. import listed

    done, problems = checked(paths)
    if prove and not problems:
        return _proved(done, paths, timeout, format, lang)
    if format == "json":
        deliver(dump(listed.check_data(done, problems, lang)), None)
    else:
        for p in problems:
            print(p.show(lang) + "\n", file=sys.stderr)
        print(listed.check_text(done, problems, lang))
    return 1 if problems else 0


_TEST_SUFFIXES = {"": "table", ".txt": "table", ".json": "json", ".xml": "junit"}


def test(
    *paths: str,
    coverage: Annotated[
        bool, Parameter(help="Visa vad inget exempel når / what no example reaches", negative="")
    ] = False,
    fail_under: Annotated[
        int, Parameter(help="Avslutskod 1 under så många procents täckning / exit 1 below this coverage")
    ] = 0,
    format: Annotated[Literal["table", "json", "junit"] | None, Parameter(help="Utformat / output format")] = None,
    output: OutputOption = None,
    lang: LangOption = "sv",
) -> int:
    """Pröva reglernas exempel, och visa vad de når. / Try the examples, and show what they reach."""
    from ...coverage import total
    from ...record import dump
    from ...testing import tried
    from .. import tested

    kind = format or format_of(output, _TEST_SUFFIXES)
    found = tried(paths)
    wrong = tested.findings(found, lang)
    table = tested.table(found, lang, coverage)
    answer = table.encode()
    if kind == "json":
        answer = dump(tested.data(found))
    elif kind == "junit":
        answer = tested.junit(found, lang)
    deliver(answer, output)
    if kind == "table" or output:
        for p in wrong:
            print(p.show(lang) + "\n", file=sys.stderr)
    if output:
        print(table, end="", file=sys.stderr)
    percent = total(c for each in found for c in each.covered).percent
    if percent >= fail_under:
        return 1 if wrong else 0
    print(tested.low_text(percent, fail_under, lang), file=sys.stderr)
    return 1


def init(folder: str, /, *, lang: LangOption = "sv") -> int:
    """Skapa ett litet eget projekt att köra och ändra i. / Start a small project of one's own."""
    from ...shipped import template
    from .. import started

    files = started.files(template())
    write_folder(folder, files)
    print(started.text(folder, files, lang))
    return 0


def _proved(done: list[Checked], paths: tuple[str, ...], timeout: int, format: str, lang: str) -> int:
    """The findings of the proof reading too; 1 where one is a defect."""
    from ...auditing import audit
    from ...record import dump
    from .. import listed, proved

    found = audit(paths, timeout)
    if format == "json":
        data = listed.check_data(done, [f.problem for f in found], lang)
        deliver(dump({**data, "proofs": proved.findings_data(found, lang)}), None)
    else:
        print(proved.findings_text(found, lang))
        print(listed.check_text(done, [], lang))
        print(proved.summary(found, lang))
    return 1 if any(not f.note for f in found) else 0
