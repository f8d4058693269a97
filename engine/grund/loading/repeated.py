"""Repeated: a derived attribute that a vocabulary declares once for several names, written out for each of them.

Takes a document with blocks that say `for`, and gives one with a block for each name, whose keys and values stand where
they were written. What cannot be written out is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ..problems.problem import Problem, problem
from ..problems.reader_limits import BYTES, most
from .documents import MAX_YAML, Document, Path

_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_SECTION: Final = "derived"


def written_out(document: Document) -> tuple[Document, list[Problem]]:
    """The vocabulary with each repeated block once for each of its names, and the problems found."""
    given = document.value.get(_SECTION) if isinstance(document.value, dict) else None
    if not isinstance(given, dict) or not any(_names(block) is not None for block in given.values()):
        return document, []
    writer = _Writer(document)
    for key, block in given.items():
        names = _names(block)
        if names is None:
            writer.blocks[key] = block
        else:
            writer.repeat(key, block, names)
    document = replace(
        document,
        value={**document.value, _SECTION: writer.blocks},
        values=writer.values,
        keys=writer.keys,
        filled=frozenset(writer.filled),
    )
    return document, writer.problems


def _names(block: Any) -> list[str] | None:
    """The names that a block is repeated for; None where it says none, or something else than names."""
    given = block.get("for") if isinstance(block, dict) else None
    names = [given] if isinstance(given, str) else given
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None


class _Writer:
    """The blocks written so far, and where each of their keys and values stands."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.blocks: dict[str, Any] = {}
        self.values, self.keys = dict(document.values), dict(document.keys)
        self.filled: set[Path] = set()
        self.problems: list[Problem] = []
        self.size, self.limit = 0, most(BYTES, MAX_YAML)

    def repeat(self, key: str, block: Mapping[str, Any], names: list[str]) -> None:
        """Write a block for each of its names."""
        path: Path = (_SECTION, key)
        if "{name}" not in key:
            self.problems.append(problem("G822", self.document.place(path, key=True), key=key))
            return
        if not names:
            place = self.document.place((*path, "for"), key=True)
            self.problems.append(problem("G303", place, value="", wanted="@list"))
        body = {field: value for field, value in block.items() if field != "for"}
        for i, name in enumerate(names):
            words = {"name": name, **self._label(name)}
            own = self._filled(key, words, path)
            if own in self.blocks or own in self.document.value[_SECTION]:
                self.problems.append(problem("G106", self.document.place((*path, "for", i)), key=own))
                continue
            self.keys[_SECTION, own] = self.keys[path]
            self.blocks[own] = self._copy(body, path, (_SECTION, own), words)
            if self.size > self.limit:
                place = self.document.place((*path, "for"), key=True)
                self.problems.append(problem("G103", place, size=self.size, limit=self.limit))
                return

    def _label(self, name: str) -> dict[str, str]:
        """The label of what has a name, in Swedish and in English; the name where nothing has it."""
        sections = (self.document.value.get("attributes"), self.document.value[_SECTION], self.blocks)
        blocks = (section.get(name) for section in sections if isinstance(section, dict))
        label = next((block.get("label") for block in blocks if isinstance(block, dict)), None)
        texts = label if isinstance(label, dict) else {"sv": label}
        sv = texts.get("sv")
        sv = sv if isinstance(sv, str) else name
        en = texts.get("en")
        return {"sv": sv, "en": en if isinstance(en, str) else sv}

    def _copy(self, value: Any, source: Path, target: Path, words: Mapping[str, str]) -> Any:
        """A value of the block for one name."""
        self.values[target] = self.document.values[source]
        self.size += 1
        if isinstance(value, list):
            return [self._copy(v, (*source, i), (*target, i), words) for i, v in enumerate(value)]
        if isinstance(value, dict):
            copy: dict[str, Any] = {}
            for key, inner in value.items():
                own = self._filled(key, words, (*source, key))
                place = (*target, own)
                if own in copy:
                    self.problems.append(problem("G106", self.document.place((*source, key), key=True), key=own))
                self.keys[place] = self.document.keys[*source, key]
                copy[own] = self._copy(inner, (*source, key), place, words)
            return copy
        if not isinstance(value, str):
            return value
        text = self._filled(value, words, source)
        if text != value:
            self.filled.add(target)
        return text

    def _filled(self, text: str, words: Mapping[str, str], path: Path) -> str:
        """A text with the name and its label, in the language that it is a label in."""
        lang = "en" if path[-1] == "en" else "sv"
        known = {"name": words["name"], "label": words[lang]}
        braces = list(_BRACES.finditer(text))
        self.size += len(text) + sum(len(known.get(match[1], "")) for match in braces)
        if self.size > self.limit:
            return text
        unknown = next((match[0] for match in braces if match[1] not in known), "")
        if unknown:
            self.problems.append(problem("G823", self.document.place(path), text=unknown))
        return _BRACES.sub(lambda match: known.get(match[1], match[0]), text)
