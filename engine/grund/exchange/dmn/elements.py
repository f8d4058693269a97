"""Elements: an XML file of others as a tree of plain elements with their lines.

A file that declares a document type or entities is refused before anything of it is read, and so is one that is too
large or too deep.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

MAX_FILE: Final = 20_000_000
MAX_DEPTH: Final = 60


@dataclass
class Element:
    """An element: its name without namespace, attributes, text, children, and the line where it begins."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, *names: str) -> list[Element]:
        """Its children of some names."""
        return [child for child in self.children if child.name in names]

    def first(self, name: str) -> Element | None:
        """Its first child of a name."""
        return next(iter(self.all(name)), None)

    def said(self, name: str = "text") -> str:
        """The text of its first child of a name, without blanks at its ends; empty where there is none."""
        child = self.first(name)
        return child.text.strip() if child else ""

    def below(self) -> Iterator[Element]:
        """It, and all that is in it."""
        yield self
        for child in self.children:
            yield from child.below()


def parse(raw: bytes) -> Element:
    """The root of a file; raises `ValueError` where it is no XML, or none that is read."""
    if len(raw) > MAX_FILE:
        raise ValueError(f"> {MAX_FILE} B")
    parser = expat.ParserCreate(namespace_separator=" ")
    root = Element("", {}, 0)
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise ValueError(f"> {MAX_DEPTH}")
        element = Element(_local(name), {_local(k): v for k, v in attributes.items()}, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def refuse(*_: object) -> None:
        raise ValueError("DOCTYPE")

    def end(_: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        stack[-1].text += data

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, LookupError) as error:  # the latter for an encoding that there is none of
        raise ValueError(str(error)) from None
    return root.children[0]


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
