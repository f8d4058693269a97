"""Accountability: who answers for a decision, and by which document.

Enters: bodies and duties of a rulebook, a world, an insats and an area. Leaves: duties with the body that answers.
Promise: who answers is who *ansvarar*, else who *leder*, else who *utfor*, and it is always said which; nobody
is said to be nobody. (The graph of goals, gaps and escalation comes on top of this.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .policy import Body, Duty, Insats, Rulebook
from .world import Area, World

ANSWERING: Final = ("ansvarar", "leder", "utfor")
"""Roles that answer, strongest first; each row of duties uses one of the roles of the facts."""

ROLE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "beslutar": ("beslutar", "decides"),
    "leder": ("leder", "leads"),
    "samordnar": ("samordnar", "coordinates"),
    "ansvarar": ("ansvarar", "answers for"),
    "utfor": ("utför", "carries out"),
    "medverkar": ("medverkar", "takes part"),
    "ager": ("äger", "owns"),
    "finansierar": ("finansierar", "pays"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A body in a role for an insats in an area. `through` is the group it answers as a member of."""

    body: Body
    role: str
    duty: Duty
    through: Body | None
    answers: bool


def who_answers(book: Rulebook, world: World, insats: Insats, area: Area) -> tuple[Answer, ...]:
    """Every body with a role for the insats in the area, those that answer first.

    A group of area bodies ("stadsdelsnämnderna") stands for the member whose area holds the decision.
    """
    holders = {area.id, *(above.id for above in above(world, area))}
    found: list[Answer] = []
    for duty in book.duties:
        if duty.insats != insats.answered_as or (duty.scope and duty.scope not in holders):
            continue
        group = book.bodies[duty.body]
        members = [b for b in book.bodies.values() if b.group == group.id and b.area]
        if members:
            inside = [b for b in members if b.area in holders]
            found += [Answer(b, duty.role, duty, group, False) for b in inside or [group]]
        else:
            found.append(Answer(group, duty.role, duty, None, False))
    role = next((r for r in ANSWERING if any(a.role == r for a in found)), None)
    marked = [Answer(a.body, a.role, a.duty, a.through, a.role == role) for a in found]
    rank = {name: i for i, name in enumerate((*ANSWERING, *ROLE_WORDS))}
    unique = {(a.body.id, a.role, a.duty.field): a for a in marked}
    return tuple(sorted(unique.values(), key=lambda a: (not a.answers, rank[a.role], a.body.name, a.duty.id)))


def above(world: World, area: Area) -> tuple[Area, ...]:
    """The areas an area is part of, in every hierarchy, nearest first."""
    found: list[Area] = []
    queue = [area.id]
    while queue:
        child = queue.pop(0)
        for link in world.links:
            if link.relation == "part_of" and link.area == child and link.other in world.areas:
                parent = world.areas[link.other]
                if parent not in found:
                    found.append(parent)
                    queue.append(parent.id)
    return tuple(found)
