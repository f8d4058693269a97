"""Alike: rulings that differ in nothing but names, so that one of them is followed through time for all.

Twenty insatser of one focus area have one condition; what is decided of one of them on a day is decided of the others.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TypeAlias

from ...model.decisions import Decision, RuleTrace
from ...model.policies import Ruling
from .intervals import Deciding, Interval

Decided: TypeAlias = tuple[Interval[Decision], ...]


class AlikeQuestions:
    """Questions, and of those that are answered alike the first: the only one that has to be asked."""

    def __init__(self, questions: Sequence[Deciding]) -> None:
        numbers: dict[object, int] = {}
        self._shapes = {
            key: numbers.setdefault(shape(ruling), len(numbers))
            for key, ruling in {(q.policy.id, q.ruling.insats.id): q.ruling for q in questions}.items()
        }
        self._first: dict[tuple[object, ...], Deciding] = {}
        for question in questions:
            self._first.setdefault(self._key(question), question)

    @property
    def first(self) -> list[Deciding]:
        """The questions to ask."""
        return list(self._first.values())

    def answers_to_all(self, questions: Sequence[Deciding], answers: Sequence[Decided]) -> list[Decided]:
        """The answers to all questions, of the answers to the first of each kind, in their order."""
        answered = dict(zip(self._first, answers, strict=True))
        return [_of(question.ruling, answered[self._key(question)]) for question in questions]

    def _key(self, question: Deciding) -> tuple[object, ...]:
        policy, insats = question.policy.id, question.ruling.insats.id
        return policy, self._shapes[policy, insats], question.reading, question.area.id


def shape(ruling: Ruling) -> Hashable:
    """What rulings that are decided alike have in common: outcomes and conditions, rule by rule in order of id.

    Exceptions are part of a condition by names that no two rules of a policy share, so one that has them is like no
    other.
    """
    return ruling.otherwise, tuple([(rule.then, rule.active) for rule in ruling.rules])


def _of(ruling: Ruling, intervals: Decided) -> Decided:
    """The decisions of a ruling that is decided like another."""
    if not intervals or intervals[0].answer.ruling is ruling:
        return intervals
    ids = {like.id: rule.id for like, rule in zip(intervals[0].answer.ruling.rules, ruling.rules, strict=True)}

    def decided(d: Decision) -> Decision:
        rules = tuple(
            [RuleTrace(rule, like.ground, like.defeated_by) for rule, like in zip(ruling.rules, d.rules, strict=True)]
        )
        rule = None if d.rule is None else ids.get(d.rule, d.rule)
        return Decision(ruling, d.area, d.day, d.known, d.verdict, rule, d.missing, rules)

    return tuple(
        [
            Interval(i.start, i.end, decided(i.answer), None if i.before is None else decided(i.before))
            for i in intervals
        ]
    )
