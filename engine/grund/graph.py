"""Graph: bodies, insatser, areas, goals and decisions as one typed, dated graph (networkx, only here).

Enters: a ledger and granted decisions. Leaves: a `MultiDiGraph`, its questions, and its exports.
Promise: every edge has a kind, and a source and mark where the facts give one; the same input gives the same graph.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

import networkx as nx

from .accountability import Ledger, granted
from .outcome import Decision
from .sources import Citation

SUPERVISION: Final = "lyder_under"


def build(held: Ledger, decisions: Iterable[Decision] = ()) -> nx.MultiDiGraph[str]:
    """The graph. Nodes have `kind` and `label`; edges have `kind` (also their key), `source` and `mark`.

    Decisions are nodes of their own, `policy/insats/area`, held to their insats, area and answering bodies.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    org, world = held.organisation, held.world
    for area in sorted(world.areas.values(), key=lambda a: a.id):
        graph.add_node(f"area:{area.id}", kind=area.level, label=area.name)
    for body in org.bodies.values():
        graph.add_node(body.id, kind=body.kind, label=body.name, mark=body.citation.mark)
    for body in org.bodies.values():
        for target, kind in ((body.parent, SUPERVISION), (body.group, "ingar_i")):
            if target:
                _edge(graph, body.id, target, kind, body.citation)
        if body.area in world.areas:
            _edge(graph, body.id, f"area:{body.area}", "har_omrade", body.citation)
    for link in world.links:
        if link.area in world.areas and link.other in world.areas:
            _edge(graph, f"area:{link.area}", f"area:{link.other}", link.hierarchy or link.relation, link.citation)
    _duties(graph, held)
    _goals(graph, held)
    _decisions(graph, held, decisions)
    return graph


def _edge(graph: nx.MultiDiGraph[str], start: str, end: str, kind: str, citation: Citation, **more: str) -> None:
    documents = ";".join(citation.documents)
    graph.add_edge(start, end, key=kind, kind=kind, source=documents, mark=citation.mark, **more)


def _duties(graph: nx.MultiDiGraph[str], held: Ledger) -> None:
    for insats, duties in sorted(held.duties.items()):
        node = insats or "falt"
        if node not in graph:
            graph.add_node(node, kind="insats", label=node)
        for duty in duties:
            dates = {k: v.isoformat() for k, v in (("from", duty.start), ("to", duty.end)) if v}
            _edge(graph, duty.body, node, duty.role, duty.citation, field=duty.field, scope=duty.scope, **dates)


def _goals(graph: nx.MultiDiGraph[str], held: Ledger) -> None:
    org = held.organisation
    for goal in org.goals.values():
        graph.add_node(f"mal:{goal.id}", kind=goal.kind, label=goal.label.sv, mark=goal.citation.mark)
    for goal in org.goals.values():
        for target, kind in ((goal.under and f"mal:{goal.under}", "under"), (goal.insats, "avser")):
            if target:
                _edge(graph, f"mal:{goal.id}", target, kind, goal.citation)
        if goal.body:
            _edge(graph, goal.body, f"mal:{goal.id}", "har_mal", goal.citation)
    for item in org.indicators.values():
        graph.add_node(f"indikator:{item.id}", kind="indikator", label=item.label.sv)
        _edge(graph, f"indikator:{item.id}", f"mal:{item.goal}", "mater", item.citation)
    for activity in org.activities:
        graph.add_node(f"aktivitet:{activity.id}", kind="aktivitet", label=activity.label.sv)
        _edge(graph, f"aktivitet:{activity.id}", f"mal:{activity.goal}", "bidrar_till", activity.citation)
        _edge(graph, activity.body, f"aktivitet:{activity.id}", "gor", activity.citation)


def _decisions(graph: nx.MultiDiGraph[str], held: Ledger, decisions: Iterable[Decision]) -> None:
    for decision in granted(decisions):
        insats, area = decision.ruling.insats, decision.area
        node = f"beslut:{insats.id}/{area.id}"
        graph.add_node(node, kind="beslut", label=f"{insats.label.sv}: {area.name}", rule=decision.rule or "")
        graph.add_edge(node, insats.id, key="avser", kind="avser")
        graph.add_edge(node, f"area:{area.id}", key="galler", kind="galler")
        for answer in held.who(insats, area):
            if answer.answers:
                _edge(graph, node, answer.body.id, "svarar", answer.duty.citation, role=answer.role)


def supervision(graph: nx.MultiDiGraph[str]) -> nx.DiGraph[str]:
    """Only who answers to whom: bodies and supervision, and decisions to the bodies that answer."""
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_edges_from((a, b) for a, b, kind in graph.edges(keys=True) if kind in (SUPERVISION, "svarar"))
    return found


def cycles(graph: nx.MultiDiGraph[str]) -> tuple[tuple[str, ...], ...]:
    """Circles of supervision, each as its bodies in order; none is what a city should have."""
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
