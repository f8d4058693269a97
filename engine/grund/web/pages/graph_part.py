"""Graph part: what of the graph of nämnder and bolag stands around a body or an insats, to be drawn with links.

Every line is a row of the page's tables; an insats that nobody is responsible for has a line to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...model.numbers import number_text, pick
from ...model.organisation import ROLES, Body
from ...model.policies import Insats
from .cross_references import CrossReferences
from .page import DrawnNode, GraphPart, PageLink, Part

MOST: Final = 14
"""Nodes in a column, at most; the tables have all."""


def body_graph(refs: CrossReferences, body: Body) -> GraphPart | None:
    """The insatser that a body has a role in under some policy, and the bodies above, beside and below it."""
    lang = refs.lang
    roles: dict[str, dict[str, None]] = {}
    for _, _, by_body in refs.shares:
        share = by_body.get(body.id)
        for insats, role, _ in share.duties if share else ():
            roles.setdefault(insats, {})[pick(lang, *ROLES[role])] = None
    left = [DrawnNode(refs.insats(name), ", ".join(says)) for name, says in roles.items()]
    right = [DrawnNode(refs.body(name), says) for name, says in _related(refs, body)]
    title = pick(lang, "Insatserna och aktörerna runt den", "The interventions and bodies around it")
    return _part(title, refs.body(body.id), left, right)


def _related(refs: CrossReferences, body: Body) -> Iterator[tuple[str, str]]:
    """The bodies that a body lies under, belongs to or is overseen by, and those of which that is true of it."""
    lang = refs.lang
    words = {
        "parent": (("ligger under", "lies under"), ("under den", "below it")),
        "group": (("medlem i", "member of"), ("medlem", "member")),
        "overseer": (("uppsikt av", "supervised by"), ("under uppsikt", "supervised")),
    }
    for field, (up, _) in words.items():
        if getattr(body, field):
            yield getattr(body, field), pick(lang, *up)
    for other in refs.scenario.book.organisation.bodies.values():
        for field, (_, down) in words.items():
            if getattr(other, field) == body.id:
                yield other.id, pick(lang, *down)


def insats_graph(refs: CrossReferences, insats: Insats) -> GraphPart | None:
    """The policies that give an insats, and to how many areas; the bodies with a role in it, or nobody."""
    lang = refs.lang
    counts: dict[str, list[int]] = {}
    for answers in refs.answers:
        if answers.ruling.insats.id == insats.id:
            given = sum(decision.verdict == "yes" for decision in answers.decisions)
            counts.setdefault(answers.policy.id, []).append(given)
    left = [
        DrawnNode(refs.policy(refs.scenario.policy(name)), _areas(low=min(given), high=max(given), lang=lang))
        for name, given in counts.items() if max(given)
    ]  # fmt: skip
    roles: dict[str, dict[str, None]] = {}
    answering = False
    for _, _, by_body in refs.shares:
        for name, share in by_body.items():
            for given_insats, role, answers_for in share.duties:
                if given_insats == insats.id:
                    roles.setdefault(name, {})[pick(lang, *ROLES[role])] = None
                    answering |= answers_for
    right = [DrawnNode(refs.body(name), ", ".join(says)) for name, says in roles.items()]
    if left and not answering:
        right.append(DrawnNode(pick(lang, "ansvarig aktör saknas", "no responsible body"), "", nobody=True))
    title = pick(lang, "Policyer som ger insatsen, och aktörer", "Policies that give it, and bodies")
    return _part(title, refs.insats(insats.id), left, right)


def _areas(low: int, high: int, lang: str) -> str:
    count = number_text(high, lang) if low == high else f"{number_text(low, lang)}–{number_text(high, lang)}"
    return f"{count} {pick(lang, 'område', 'area') if high == 1 else pick(lang, 'områden', 'areas')}"


def _part(title: str, middle: Part, left: Iterable[DrawnNode], right: Iterable[DrawnNode]) -> GraphPart | None:
    """The part, of each column at most so many; None where nothing leads anywhere."""
    columns = [sorted(nodes, key=lambda node: (node.nobody, _words(node.part).casefold())) for nodes in (left, right)]
    if not any(columns):
        return None
    shown = [tuple(nodes[:MOST]) for nodes in columns]
    return GraphPart(title, middle, shown[0], shown[1], sum(map(len, columns)) - sum(map(len, shown)))


def _words(part: Part) -> str:
    return part.text if isinstance(part, PageLink) else str(part)
