"""Requirement graph: the decisions of a DMN file, what each requires, and the types of what they read.

Names are as the file writes them; what stands outside of decisions and says more than data is in the report, refused
by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ...problems.problem import GrundError, Place, problem
from .elements import Element, parse
from .reading import Fidelity, beyond_tables

_BASES: Final = ("number", "string", "boolean", "date")
_DEEP: Final = 20
"""So far item definitions are followed."""

_AROUND: Final = frozenset(
    (
        *("variable", "informationRequirement", "knowledgeRequirement", "authorityRequirement", "description"),
        *("question", "allowedAnswers", "extensionElements", "decisionMaker", "decisionOwner", "usingProcess"),
        *("usingTask", "supportedObjective", "impactedPerformanceIndicator"),
    )
)
"""What a decision says besides its logic."""


@dataclass(frozen=True, slots=True)
class ItemType:
    """What a value is: a `base` (empty: not said), of a structure its `parts`; `allowed`: the tests that it passes."""

    base: str = ""
    allowed: str = ""
    parts: Mapping[str, ItemType] = field(default_factory=dict)

    def flat(self, name: str) -> Iterator[tuple[str, ItemType]]:
        """The values in it by the names that expressions read them by."""
        if not self.parts:
            yield name, self
        for part, kind in self.parts.items():
            yield from kind.flat(f"{name}.{part}")


@dataclass(frozen=True, slots=True)
class GraphNode:
    """An input or a decision: its `id`, its name, its type, and the ids of what it requires."""

    id: str
    name: str
    type: ItemType
    requires: tuple[str, ...]
    element: Element

    @property
    def decides(self) -> bool:
        """Whether it is a decision."""
        return self.element.name == "decision"

    @property
    def logic(self) -> Element | None:
        """Its decision table or literal expression; None where it has neither."""
        return next((one for one in self.element.children if one.name in ("decisionTable", "literalExpression")), None)

    @property
    def beyond(self) -> str:
        """What it has in the place of these."""
        return next((one.name for one in self.element.children if one.name not in _AROUND), "decision")

    def fidelity(self, note: str, element: Element | None = None) -> Fidelity:
        """That it, or an element of it, is refused."""
        at = element or self.element
        return Fidelity(at.name, at.attributes.get("id") or self.id, at.line, "refused", note)


@dataclass(frozen=True, slots=True)
class RequirementGraph:
    """Inputs and decisions by id, in the order of the file; `report`: what else stands in it."""

    file: str
    root: Element
    nodes: Mapping[str, GraphNode]
    report: tuple[Fidelity, ...]

    @property
    def inputs(self) -> dict[str, ItemType]:
        """What may be given, by the names of expressions."""
        nodes = (node for node in self.nodes.values() if not node.decides)
        return {name: kind for node in nodes for name, kind in node.type.flat(node.name)}


def read_graph(raw: bytes, file: str) -> RequirementGraph:
    """The graph of a file; raises `GrundError` G889 where it is no DMN."""
    try:
        root = parse(raw)
    except (ValueError, IndexError) as error:
        raise GrundError([problem("G889", Place(file), file=file, why=str(error) or "XML")]) from None
    decisions = root.all("decision")
    if root.name != "definitions" or not decisions:
        raise GrundError([problem("G889", Place(file), file=file, why="decision: –")])
    types = {one.attributes.get("name", ""): one for one in root.all("itemDefinition")}
    nodes = [_node(element, types) for element in root.all("inputData", "decision")]
    report = tuple(one for one in beyond_tables(root) if one.element not in ("inputData", "decision", "itemDefinition"))
    return RequirementGraph(file, root, {node.id: node for node in nodes}, report)


def _node(element: Element, types: Mapping[str, Element]) -> GraphNode:
    variable = element.first("variable")
    name = (variable.attributes.get("name") if variable else "") or element.attributes.get("name", "")
    kind = _type(variable.attributes.get("typeRef", "") if variable else "", types, 0)
    required = [one for need in element.all("informationRequirement") for one in need.children]
    hrefs = tuple(one.attributes.get("href", "").rpartition("#")[2] for one in required if "href" in one.attributes)
    return GraphNode(element.attributes.get("id", name), " ".join(name.split()), kind, hrefs, element)


def _type(reference: str, types: Mapping[str, Element], depth: int) -> ItemType:
    """The type of a name; what is none of number, string, boolean and date keeps its name as base."""
    name = reference.rpartition(":")[2].rpartition("}")[2].strip()
    definition = types.get(name)
    if definition is None or depth > _DEEP:
        return ItemType("" if name == "Any" else name)
    return _item(definition, types, depth)


def _item(definition: Element, types: Mapping[str, Element], depth: int) -> ItemType:
    if definition.attributes.get("isCollection") == "true" or definition.first("functionItem"):
        return ItemType("list")
    parts = {part.attributes.get("name", ""): _item(part, types, depth + 1) for part in definition.all("itemComponent")}
    allowed = definition.first("allowedValues")
    base = _type(definition.said("typeRef") or definition.attributes.get("typeRef", ""), types, depth + 1)
    return ItemType(base.base, allowed.said() if allowed else base.allowed, parts or base.parts)


def sayable(kind: ItemType) -> bool:
    """Whether values of a type have one here."""
    return kind.base in ("", *_BASES)
