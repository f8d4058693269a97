"""Graph: the view of `grund graph`.

Every edge and every node is there, with documents and marks where the facts give them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from ..analysis.accountability.graph import node_link
from ..model.numbers import pick
from ..model.scenario import Scenario
from .formats.columns import headings
from .formats.text import Block, Cell
from .heading import heading
from .result import Result

_EDGES: Final = ("kind", "source", "target", "role", "field", "scope", "from", "to", "documents", "marks")
_HEADS: Final = (("Från", "From"), ("Typ", "Type"), ("Till", "To"), ("Källstatus", "Source status"))
_NODES: Final = ("id", "kind", "label", "rule", "marks")


def graph_view(scenario: Scenario, graph: Any, lang: str) -> Result:
    """The graph: for people how many nodes and edges of each kind, and the edges; for programs all of it."""
    data = node_link(graph)
    names = {node["id"]: node["label"] for node in data["nodes"]}
    head = Block(pick(lang, "Ansvarsgraf", "Responsibility graph"), (), (), heading(scenario, lang))
    blocks = [head, _counts(data["nodes"], pick(lang, "Noder", "Nodes"), lang)]
    blocks.append(_counts(data["edges"], pick(lang, "Kanter", "Edges"), lang))
    heads = tuple(pick(lang, *words) for words in _HEADS)
    shown = tuple((names[e["source"]], e["kind"], names[e["target"]], e.get("mark")) for e in data["edges"])
    blocks.append(Block(pick(lang, "Alla kanter", "All edges"), heads, shown))
    edges = tuple(_row(edge, _EDGES) for edge in data["edges"])
    nodes = tuple(_row(node, _NODES) for node in data["nodes"])
    return Result(tuple(blocks), _EDGES, edges, data, more={"nodes": (_NODES, nodes)})


def _row(item: Mapping[str, str], keys: tuple[str, ...]) -> tuple[Cell, ...]:
    return tuple(item.get("mark" if key == "marks" else key) or None for key in keys)


def _counts(items: list[dict[str, str]], title: str, lang: str) -> Block:
    """How many there are of each kind."""
    counts = Counter(item["kind"] for item in items)
    return Block(title, headings(lang, "type", "count"), tuple(sorted(counts.items())))
