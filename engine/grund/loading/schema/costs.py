"""Money in files: the cost of an insats, and what a scenario says of its budget."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field

from ...model.expressions import FIRST
from .fields import SCALAR, Day, Flag, Model, Number, ReadAs, Text, Texts, Whole, shorter
from .parts import Cited, LabelField


def _formula(raw: Any) -> Any:
    """A quantity given as plain text is its formula."""
    return {"formula": raw} if isinstance(raw, str) else raw


def _listed(raw: Any) -> Any:
    """One value is a list of one."""
    return [raw] if isinstance(raw, dict) else raw


ONE_OR_MORE: Final = ReadAs(_listed, lambda more: {"anyOf": [more["items"], more]})


class ValueIn(Cited):
    """A parameter's value from a day on; `unknown` is a value. A price says the year whose prices it is in.

    `checked_on`: the day on which somebody last saw that the source still says so.
    """

    start: Day = Field(alias="from", default=FIRST)
    value: Text
    price_level: Whole | None = None
    checked_on: Day | None = None


ValuesField = Annotated[list[ValueIn], ONE_OR_MORE]


class QuantityIn(Cited):
    """How much of an insats an area, or each body that answers, takes."""

    formula: Text
    decimals: Whole = 0
    round: Literal["half_up", "down"] = "half_up"
    unit: LabelField | None = None
    per: Literal["area", "body"] = "area"


QuantityField = Annotated[QuantityIn, ReadAs(_formula, shorter(SCALAR))]


class PartIn(Cited):
    """A part of the cost of an insats: its price is the parameter `unit_cost`, in kronor per unit."""

    label: LabelField | None = None
    kind: Literal["yearly", "once"] = "yearly"
    unit_cost: Text
    index: Text = ""
    ramp: list[Number] = []
    prorate: Flag = False


class KeyIn(Cited):
    """How bodies share a cost: a weight for each."""

    bodies: dict[str, Whole]


class RamIn(Cited):
    """A body's budget limit for a year, in SEK."""

    body: Text
    year: Whole
    amount: Number


class NeedIn(Cited):
    """Which areas are in need, how much each resident needs, and who the children are."""

    where: Text
    weight: Text = ""
    children: Text = ""


class CommitmentIn(Cited):
    """What an area gets of an insats before the plan, in kronor a year."""

    area: Text
    insats: Text
    amount: Number


class LimitsIn(Cited):
    """What an allocation keeps to, in kronor a year: in all, per body, per area; what is kept, what is divided."""

    total: dict[str, Number] | Number | None = None
    bodies: dict[str, Number] = {}
    ramar: Flag = False
    area_least: Number | None = None
    area_most: Number | None = None
    area_insatser: Whole | None = None
    floor: Number | None = None
    cut: Number | None = None
    commitments: list[CommitmentIn] = []
    steps: dict[str, Number] = {}
    priority: Texts = []
    worth: dict[str, Number] = {}


class BudgetIn(Model):
    """What a scenario says of money."""

    years: list[Whole] = []
    ramar: list[RamIn] = []
    keys: dict[str, KeyIn] = {}
    need: NeedIn | None = None
    limits: LimitsIn | None = None
