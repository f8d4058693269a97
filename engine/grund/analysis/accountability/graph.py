"""Graph: bodies, insatser, areas, goals and decisions as one typed, dated graph (networkx, only here).

Every edge has a kind, and documents and mark where the facts give them; the same input gives the same graph.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

import networkx as nx

from ...model.decisions import Decision
from ...model.sources import Citation
from .responsibility import Ledger, granted

SUPERVISION: Final = "lyder_under"


def build(ledger: Ledger, decisions: Iterable[Decision] = ()) -> nx.MultiDiGraph[str]:
    """The graph. Nodes have `kind` and `label`; edges have `kind`, and `documents` and `mark` where facts give them.

    Decisions are nodes of their own, `beslut:insats/area`, held to their insats, area and answering bodies.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    org, world = ledger.organisation, ledger.world
    for area in sorted(world.areas.values(), key=lambda a: a.id):
        graph.add_node(f"area:{area.id}", kind=area.level, label=area.name)
    bodies = org.bodies_on(world.day)
    for body in bodies:
        graph.add_node(body.id, kind=body.kind, label=body.name, mark=_marks(body.citation))
    for body in bodies:
        above = ((body.parent, SUPERVISION), (body.group, "ingar_i"), (body.overseer, "star_under_uppsikt_av"))
        for target, kind in above:
            if target:
                _edge(graph, body.id, target, kind, body.citation)
        if body.area in world.areas:
            _edge(graph, body.id, f"area:{body.area}", "har_omrade", body.citation)
    for link in world.links:
        if link.area in world.areas and link.other in world.areas:
            _edge(graph, f"area:{link.area}", f"area:{link.other}", link.hierarchy or link.relation, link.citation)
    _duties(graph, ledger)
    _goals(graph, ledger)
    _decisions(graph, ledger, decisions)
    return graph


def _edge(
    graph: nx.MultiDiGraph[str], start: str, end: str, kind: str, citation: Citation, key: str = "", **more: str
) -> None:
    """An edge; edges of one kind between the same nodes need a `key` each (the duty's id).

    `source` and `target` are words of the node-link form, so no attribute may be named so.
    """
    documents = ";".join(citation.documents)
    graph.add_edge(start, end, key=key or kind, kind=kind, documents=documents, mark=_marks(citation), **more)


def _marks(citation: Citation) -> str:
    return " ".join(citation.flags)


def _insats(graph: nx.MultiDiGraph[str], name: str, label: str = "") -> None:
    """The node of an insats or process, labelled where its label is known."""
    if label or name not in graph:
        graph.add_node(name, kind="insats", label=label or name)


def _duties(graph: nx.MultiDiGraph[str], ledger: Ledger) -> None:
    for process in ledger.organisation.processes.values():
        graph.add_node(process.id, kind="process", label=process.label.sv, mark=_marks(process.citation))
    for (insats, scope), duties in sorted(ledger.duties.items()):
        node = insats or "falt"
        _insats(graph, node)
        for duty in duties:
            dates = {k: v.isoformat() for k, v in (("from", duty.start), ("to", duty.end)) if v}
            _edge(graph, duty.body, node, duty.role, duty.citation, duty.id, field=duty.field, scope=scope, **dates)


def _goals(graph: nx.MultiDiGraph[str], ledger: Ledger) -> None:
    org = ledger.organisation
    for goal in org.goals.values():
        graph.add_node(f"mal:{goal.id}", kind=goal.kind, label=goal.label.sv, mark=_marks(goal.citation))
    for goal in org.goals.values():
        if goal.under:
            _edge(graph, f"mal:{goal.id}", f"mal:{goal.under}", "under", goal.citation)
        if goal.insats:
            _insats(graph, goal.insats)
            _edge(graph, f"mal:{goal.id}", goal.insats, "avser", goal.citation)
        if goal.body in graph:
            _edge(graph, goal.body, f"mal:{goal.id}", "har_mal", goal.citation)
    for item in org.indicators.values():
        graph.add_node(f"indikator:{item.id}", kind="indikator", label=item.label.sv, mark=_marks(item.citation))
        _edge(graph, f"indikator:{item.id}", f"mal:{item.goal}", "mater", item.citation)
    for activity in org.activities:
        mark = _marks(activity.citation)
        graph.add_node(f"aktivitet:{activity.id}", kind="aktivitet", label=activity.label.sv, mark=mark)
        _edge(graph, f"aktivitet:{activity.id}", f"mal:{activity.goal}", "bidrar_till", activity.citation)
        if activity.body in graph:
            _edge(graph, activity.body, f"aktivitet:{activity.id}", "gor", activity.citation)


def _decisions(graph: nx.MultiDiGraph[str], ledger: Ledger, decisions: Iterable[Decision]) -> None:
    for decision in granted(decisions):
        insats, area = decision.ruling.insats, decision.area
        node = f"beslut:{insats.id}/{area.id}"
        graph.add_node(node, kind="beslut", label=f"{insats.label.sv}: {area.name}", rule=decision.rule or "")
        _insats(graph, insats.id, insats.label.sv)
        for name in insats.answered_as:
            if name != insats.id:
                _insats(graph, name)
                graph.add_edge(insats.id, name, key="besvaras_som", kind="besvaras_som")
        graph.add_edge(node, insats.id, key="avser", kind="avser")
        graph.add_edge(node, f"area:{area.id}", key="galler", kind="galler")
        for answer in ledger.who(insats, area):
            if answer.answers:
                duty = answer.duty
                _edge(graph, node, answer.body.id, "svarar", duty.citation, duty.id, role=answer.role, field=duty.field)


def supervision(graph: nx.MultiDiGraph[str]) -> nx.DiGraph[str]:
    """Only who answers to whom: bodies and supervision, and decisions to the bodies that answer.

    A group with no parent of its own is under whatever all its members are under, as in `Organisation.escalation`.
    """
    hierarchy: nx.DiGraph[str] = nx.DiGraph()
    above: dict[str, set[str]] = {}
    groups: dict[str, list[str]] = {}
    a: str
    b: str
    kind: str
    for a, b, kind in graph.edges(data="kind"):
        if kind == SUPERVISION:
            above.setdefault(a, set()).add(b)
        elif kind == "ingar_i":
            groups.setdefault(b, []).append(a)
        elif kind == "svarar":
            hierarchy.add_edge(a, b)
    hierarchy.add_edges_from((a, b) for a, parents in above.items() for b in parents)
    for group, members in groups.items():
        parents = set().union(*(above.get(m, ()) for m in members)) - {group}
        if group not in above and len(parents) == 1:
            hierarchy.add_edge(group, *parents)
    return hierarchy


def cycles(graph: nx.MultiDiGraph[str]) -> tuple[tuple[str, ...], ...]:
    """Circular chains of command, each as its bodies in order; none is what a city should have."""
    chain = supervision(graph)
    rings = [sorted(ring) for ring in nx.strongly_connected_components(chain) if len(ring) > 1]
    loops = [[a] for a, b in chain.edges if a == b]
    return tuple(sorted(tuple(ring) for ring in (*rings, *loops)))


def escalation(graph: nx.MultiDiGraph[str], start: str, top: str) -> tuple[str, ...]:
    """The shortest path of answering and supervision from a decision or body to the top; empty if none."""
    chain = supervision(graph)
    if start not in chain or top not in chain or not nx.has_path(chain, start, top):
        return ()
    return tuple(nx.shortest_path(chain, start, top))


def hubs(graph: nx.MultiDiGraph[str], top: str) -> tuple[tuple[str, int], ...]:
    """Bodies that every path from some decision to the top passes, with how many decisions; most first.

    They are the dominators in the graph turned round: remove one, and its decisions reach nobody above.
    """
    chain = supervision(graph)
    if top not in chain:
        return ()
    parent = nx.immediate_dominators(chain.reverse(copy=False), top)
    counted: dict[str, int] = {}
    for node in chain:
        if node.startswith("beslut:") and node in parent:
            here = parent[node]
            while here is not None and here != top:
                counted[here] = counted.get(here, 0) + 1
                here = parent[here] if parent[here] != here else None
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def node_link(graph: nx.MultiDiGraph[str]) -> dict[str, Any]:
    """The graph as plain data (networkx's node-link form)."""
    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return data


def graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    """The graph as GraphML, which graph programs open."""
    out = io.BytesIO()
    nx.write_graphml(graph, out)
    return out.getvalue()
