"""Claims: a statement about areas or policies, and how it is to be examined.

Enters and leaves: frozen values, read from files by `loading.claims`. Promise: nothing here is examined; `judging` does
that on the data, `statements` for every possible area.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ..problems.problem import Place
from .expressions import Expr, Value
from .sources import Citation, Label

Form: TypeAlias = OneOf[
    "every", "no", "some", "areas", "fewer",
    "never_less_than", "equal_to", "differs_from", "never_depends_on", "never_less_with_more",
    "some_rule", "exactly_one_rule",
]  # fmt: skip
AREAS: Final[tuple[Form, ...]] = ("every", "no", "some", "areas", "fewer")
"""Forms that speak of the areas of a level."""
PAIRS: Final[tuple[Form, ...]] = ("never_less_than", "equal_to", "differs_from")
"""Forms that hold one policy against another."""
RULES: Final[tuple[Form, ...]] = ("some_rule", "exactly_one_rule")
"""Forms that say how many rules of an insats are active."""
POLICIES: Final[tuple[Form, ...]] = (*PAIRS, "never_depends_on", "never_less_with_more", *RULES)
"""Forms that speak of a policy."""
Kind: TypeAlias = OneOf["check", "read", "open", "rule", "judgement", "proposal"]


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold: a form, the level it speaks of, and what is said (see `schema.CheckIn`).

    `insatser`: those it speaks of, of any level where it speaks of policies. `other` is a second policy, an
    attribute, or an insats, by the form. `exactly`: where two policies differ.
    """

    form: Form
    level: str
    where: Expr
    holds: Expr | None = None
    insatser: tuple[str, ...] = ()
    policy: str = ""
    other: str = ""
    exactly: Expr | None = None
    within: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    are: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    at_least: int = 1
    than_on: date | None = None
    day: date | None = None
    whatever: Mapping[str, tuple[Value, Value]] | None = None

    @property
    def provable(self) -> bool:
        """Whether it speaks of decisions and conditions of an area alone, so that a proof can be asked for."""
        placed = self.within or self.outside or self.among
        subject = self.insatser or self.holds is not None
        return self.form in POLICIES or bool(self.form in ("every", "no") and subject and not placed)


@dataclass(frozen=True, slots=True)
class Way:
    """One way to understand a claim; without a check it is `read` in its source, or open."""

    label: Label
    check: Check | None
    because: Label = Label("")
    read: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with its source; `ours`: not the document's own. `policy`: whose file holds it, if one's does.

    `says`: the id of the one who says so, where several speak in a document.
    """

    id: str
    label: Label
    kind: Kind
    ways: tuple[Way, ...]
    because: Label
    ours: bool
    citation: Citation
    policy: str = ""
    place: Place | None = None
    says: str = ""
