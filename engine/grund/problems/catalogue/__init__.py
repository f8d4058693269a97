"""Catalogue: the one table of what can be wrong, in both languages, with its cure.

G1 files and text · G2 words and conditions · G3 rules and policies · G4 facts and worlds · G5 scenarios and
commands · G6 the live city · G7 proofs · G9 grund itself: a room each. A word in braces is filled in; `TERMS` are words
that are said in the reader's language.
"""

from __future__ import annotations

from typing import Final

from .conditions import CONDITIONS
from .facts import FACTS
from .files import FILES
from .live import LIVE
from .money import MONEY
from .proofs import PROOFS
from .questions import QUESTIONS
from .records import RECORDS
from .remarks import REMARKS
from .reports import REPORTS
from .rete import RETE
from .row import Code
from .rules import RULES
from .sweeps import SWEEPS
from .terms import TERMS, yaml_reason
from .warehouse import WAREHOUSE

__all__ = ["CODES", "TERMS", "Code", "yaml_reason"]

CODES: Final[dict[str, Code]] = (
    FILES
    | CONDITIONS
    | RULES
    | REMARKS
    | FACTS
    | QUESTIONS
    | RECORDS
    | MONEY
    | LIVE
    | PROOFS
    | RETE
    | REPORTS
    | SWEEPS
    | WAREHOUSE
)
