"""Authoring: one's own rules, checked.

Enters: option values. Leaves: an exit code, with the answer delivered. What a command needs is imported inside it.
"""

from __future__ import annotations

import sys
from typing import Literal

from ..delivery import deliver
from ..options import LangOption


def check(*paths: str, format: Literal["human", "json"] = "human", lang: LangOption = "sv") -> int:
    """Kontrollera regler, fakta och scenarier. / Check rules, facts and scenarios."""
    from ...checking import check as checked
    from ...record import dump
    from .. import listed

    done, problems = checked(paths)
    if format == "json":
        deliver(dump(listed.check_data(done, problems, lang)), None)
    else:
        for p in problems:
            print(p.show(lang) + "\n", file=sys.stderr)
        print(listed.check_text(done, problems, lang))
    return 1 if problems else 0
