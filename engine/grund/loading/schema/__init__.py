"""Schema: the shape of every YAML file kind, as pydantic models at the edge.

No field is read that is not declared here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from ...rooms import lazily
from .claims import CheckIn, ClaimIn, WayIn
from .costs import (
    ONE_OR_MORE,
    BudgetIn,
    KeyIn,
    LimitsIn,
    NeedIn,
    PartIn,
    QuantityField,
    QuantityIn,
    ValueIn,
    ValuesField,
)
from .derived import KINDS, DerivedIn, Typed
from .fields import Day, Expectation, Flag, Model, Number, Target, Text, Texts, Whole
from .parts import Cited, LabelField, LabelIn, SourceIn
from .tables import RowIn, TableField, TableIn
from .uncertain import UncertainIn

if TYPE_CHECKING:
    from . import editor
else:
    __getattr__ = lazily(__name__)

__all__ = [
    "KINDS",
    "BudgetIn",
    "CheckIn",
    "Cited",
    "ClaimIn",
    "DerivedIn",
    "KeyIn",
    "LabelIn",
    "LimitsIn",
    "NeedIn",
    "PartIn",
    "QuantityIn",
    "RowIn",
    "SourceIn",
    "TableIn",
    "ValueIn",
    "WayIn",
]


class LevelIn(Model):
    """A kind of area. `technical`: it serves a computation, and who asks for a name means it last."""

    label: LabelField
    technical: Flag = False


class TypeIn(Model):
    """A named enum type; members in order, lowest first."""

    enum: dict[str, LabelField | None] | list[Text]
    ordered: Flag = False


class AttributeIn(Typed):
    """A typed property of areas."""

    round: Literal["half_up", "down"] | None = None
    missing: Text = "unknown"
    series: Text = ""
    publisher: Text = ""
    cost: Whole = 1
    frozen: Flag = False


class TolkningIn(Cited):
    """An open question and its possible readings."""

    label: LabelField
    options: dict[str, LabelField]


class ParameterIn(Model):
    """A dated value that rules read as `param.NAME`."""

    type: Text = "number"
    label: LabelField | None = None
    unit: LabelField | None = None
    decimals: Whole = 0
    min: Number | None = None
    max: Number | None = None
    scale: Text = ""
    values: list[ValueIn]


class InsatsIn(Cited):
    """An intervention."""

    label: LabelField
    level: Text
    kind: Text = "insats"
    target: LabelField | None = None
    field: Text = ""
    answered_as: Texts = []
    quantity: QuantityField | None = None
    costs: dict[str, PartIn] = {}
    paid_by: KeyIn | None = None


class ProcessIn(Cited):
    """What bodies do together without its being decided for some areas and not for others."""

    label: LabelField
    level: Text


class RuleIn(Cited):
    """One rule of an insats."""

    id: Text
    when: Text
    then: Literal["yes", "no"]
    unless: Text | None = None
    exception_to: Texts = []
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)
    because: LabelField | None = None
    proviso: LabelField | None = None


class RulingIn(Model):
    """How an insats is decided: `otherwise` with `rules` or a `table` replaces what is inherited; `add` and `remove`
    patch it."""

    otherwise: Literal["yes", "no"] | None = None
    because: LabelField | None = None
    rules: list[RuleIn] | None = None
    table: TableField | None = None
    add: list[RuleIn] = []
    remove: Texts = []

    @property
    def whole(self) -> bool:
        """Whether it replaces what is inherited."""
        return self.rules is not None or self.table is not None


class ExampleIn(Cited):
    """A worked example: the facts given of one area, and the expected result; what is not given is unknown."""

    id: Text
    label: LabelField | None = None
    day: Day | None = None
    tolkning: dict[str, Text] = {}
    parameters: dict[str, Text] = {}
    given: dict[str, Text] = {}
    expect: dict[str, Expectation]


class VocabularyFile(Model):
    """rules/<city>/vocabulary.yaml."""

    levels: dict[str, LevelIn]
    hierarchies: dict[str, LevelIn] = {}
    shares: dict[str, LevelIn] = {}
    fields: dict[str, LevelIn] = {}
    types: dict[str, TypeIn] = {}
    attributes: dict[str, AttributeIn] = {}
    derived: dict[str, DerivedIn] = {}
    tables: dict[str, TableIn] = {}
    tolkningar: dict[str, TolkningIn] = {}
    parameters: dict[str, ParameterIn] = {}
    examples: list[ExampleIn] = []


class InsatserFile(Model):
    """rules/<city>/insatser.yaml."""

    insatser: dict[str, InsatsIn]
    processes: dict[str, ProcessIn] = {}


class PolicyFile(Cited):
    """rules/<city>/policies/<policy>.yaml."""

    policy: Text
    label: LabelField
    description: LabelField | None = None
    extends: Texts = []
    steering: Literal["handlingsplan", "ordinarie"] | None = None
    parameters: dict[str, ParameterIn] = {}
    insatser: dict[str, RulingIn] = {}
    tables: dict[str, TableIn] = {}
    remove: Texts = []
    beside: dict[str, LabelField] = {}
    examples: list[ExampleIn] = []
    claims: list[ClaimIn] = []


class GoalIn(Cited):
    """A goal in the city's chain."""

    kind: Text
    label: LabelField
    body: Text = ""
    under: Text = ""
    insats: Text = ""
    policy: Texts = []


class IndicatorIn(Cited):
    """What shows whether a goal is met; a target nobody has set is `unknown`."""

    goal: Text
    label: LabelField
    unit: LabelField | None = None
    best: Literal["low", "high"]
    target: Target
    by: Day | None = None
    partly: Number | None = None
    periodicity: LabelField | None = None
    level: Text = ""
    where: Text = ""


class ActivityIn(Cited):
    """What a body does for a goal."""

    goal: Text
    label: LabelField
    body: Text
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)


class GoalsFile(Model):
    """rules/<city>/goals.yaml."""

    goals: dict[str, GoalIn]
    indicators: dict[str, IndicatorIn] = {}
    activities: dict[str, ActivityIn] = {}


class OutlinesIn(Cited):
    """The outlines of areas in a file beside the world's own, for pictures only; `shares` are those of overlaps."""

    file: Text
    shares: Texts = []
    least: Number = Decimal("0.05")
    caption: LabelField | None = None


class WorldFile(Model):
    """scenarios/<world>/world.yaml."""

    world: Text
    label: LabelField
    rules: Text
    outlines: OutlinesIn | None = None


class ChangeIn(Cited):
    """A what-if: a hypothetical fact that overrides the world's."""

    area: Text
    attribute: Text
    value: Text
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)


class EventIn(Cited):
    """Something that happened, or might, on a day: its name, and what it changes beyond what the world says.

    `lists` names series of which a new issue is out; changes and parameter values begin on the day.
    """

    on: Day
    precision: Literal["day", "month", "year"] = "day"
    label: LabelField
    changes: list[ChangeIn] = []
    lists: Texts = []
    parameters: dict[str, ValueIn] = {}


class RepairIn(Cited):
    """What stands in the place of a missing value, in one of three ways."""

    carry: Whole | None = None
    breaks: list[Day] = []
    mean: Text | None = None
    min_observations: Whole = 1
    constant: Text | None = None


RepairsField = Annotated[list[RepairIn], ONE_OR_MORE]


class MeasureIn(Cited):
    """A count of areas of a level for which a condition holds."""

    id: Text
    label: LabelField
    level: Text
    where: Text


class ScenarioFile(Cited):
    """scenarios/<scenario>.yaml: one question."""

    scenario: Text
    label: LabelField
    description: LabelField | None = None
    world: Text
    day: Day
    known: Day | None = None
    policies: Texts
    baseline: Text = ""
    tolkning: dict[str, Texts] = {}
    parameters: dict[str, ValuesField] = {}
    changes: list[ChangeIn] = []
    repairs: dict[str, RepairsField] = {}
    uncertain: list[UncertainIn] = []
    events: list[EventIn] = []
    start: Day | None = Field(alias="from", default=None)
    end: Day | None = Field(alias="to", default=None)
    measures: list[MeasureIn] = []
    speakers: dict[str, LabelField] = {}
    claims: list[ClaimIn] = []
    replay: Text = ""
    show: Texts = []
    level: Text
    hierarchy: Text = ""
    group: Text = ""
    residents: Text = ""
    needs: Texts = []
    about: Texts = []
    budget: BudgetIn | None = None
