"""Authoring: one's own rules, checked.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from ..delivery import deliver
from ..options import LangOption

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
