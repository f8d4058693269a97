"""Claims: statements with a quote and a check, in scenario and policy files."""

from __future__ import annotations

from typing import Literal

from .fields import Day, Flag, Model, Text, Texts, Whole
from .parts import Cited, LabelField


class CheckIn(Model):
    """What must hold for a claim. One of the first line says of what; the others say what of it.

    Areas: `every`, `no` or `some` area of a level (`where` …) `holds` a condition, `receives` an insats under `policy`,
    lies `within` or `outside` areas, or is `among` some; `areas` are exactly `are`; there are `fewer` than on a day.
    A policy: under `policy`, `insats` (or every one, where none is named) is `never_less_than` or `equal_to` another
    policy's, `differs_from` it `exactly_where` a condition holds, `never_depends_on` an attribute, derived or not, is
    `never_less_with_more` of one; of an insats, `some_rule` or `exactly_one_rule` is active, so that `otherwise` never
    decides, or one rule alone does. `whatever`: parameters that may have any value from a first to a second.
    """

    every: Text = ""
    no: Text = ""
    some: Text = ""
    areas: Text = ""
    fewer: Text = ""
    insats: Text = ""
    where: Text = "true"
    holds: Text = ""
    receives: Text = ""
    policy: Text = ""
    within: Texts = []
    outside: Texts = []
    among: Texts = []
    are: Texts = []
    at_least: Whole = 1
    than_on: Day | None = None
    day: Day | None = None
    never_less_than: Text = ""
    equal_to: Text = ""
    differs_from: Text = ""
    exactly_where: Text = ""
    never_depends_on: Text = ""
    never_less_with_more: Text = ""
    some_rule: Text = ""
    exactly_one_rule: Text = ""
    whatever: dict[str, list[Text]] = {}


class WayIn(Model):
    """One way to understand a claim: a measure, a base year, a reading; checked, `read` in its source, or open."""

    label: LabelField
    check: CheckIn | None = None
    read: Flag = False
    because: LabelField | None = None


class ClaimIn(Cited):
    """A statement, and what it is: checked (in one way or several), read, open, a rule, a judgement, a proposal."""

    id: Text
    label: LabelField
    kind: Literal["check", "read", "open", "rule", "judgement", "proposal"] = "check"
    check: CheckIn | None = None
    ways: list[WayIn] = []
    because: LabelField | None = None
    says: Text = ""
    ours: Flag = False
