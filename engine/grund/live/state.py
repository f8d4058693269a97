"""State: how the decisions stand on a day, kept as facts change.

The decisions of the interpreter on the world of that day, since it is the interpreter that makes them; what a change
costs is what can read it. Which names read which is static, and so, on a day, is which areas are members of which: a
changed fact leads to the derived values over it, and these to rulings, and only these are forgotten and made again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias, TypeVar

from ..engines import interpreter
from ..model import expressions
from ..model.attributes import Attribute
from ..model.decisions import Decision, Trace
from ..model.expressions import Reference, names
from ..model.facts import World
from ..model.policies import Derived, Vocabulary
from .changes import Read
from .decision_set import Cast, Signature
from .fact_store import Book, Cell

Pair: TypeAlias = tuple[int, str]
"""A decision's name: the number of its part, and the area."""
Value: TypeAlias = tuple[str, str]
"""A value's name: an attribute or derived attribute, and the area."""
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Affected:
    """What a change can reach: values by (name, area), and the decisions that read them, in order."""

    values: frozenset[Value]
    pairs: tuple[Pair, ...]


Looked: TypeAlias = Mapping[Signature, Mapping[Value, Trace]]
"""Values as they were read, for each signature that reads them."""


class LiveState:
    """The decisions of a cast on one day, as known on one day (None: all that is recorded)."""

    def __init__(self, words: Vocabulary, cast: Cast, book: Book, day: date, known: date | None) -> None:
        self.cast, self.book, self.day, self.known = cast, book, day, known
        world = book.world(day, known)
        self._facts, self._lists = dict(world.facts), dict(world.lists)
        # INVARIANT: only `follow` changes what this world reads, and the world itself is never handed out
        self.world = replace(world, facts=self._facts, lists=self._lists, book=book.as_facts)
        self._words, self._map = words, _Map(words, cast, self.world)
        self._frames = _frames(words, cast, self.world)
        self._held: dict[Pair, Decision] = {}

    @property
    def pairs(self) -> Iterator[Pair]:
        """Every decision there is on the day."""
        for i, part in enumerate(self.cast.parts):
            for area in self.world.by_level.get(part.level, ()):
                yield i, area.id

    def decide(self, pair: Pair, keep: bool = False) -> Decision:
        """A decision, with its grounds. `keep`: until a change reaches it. Raises `GrundError` (G317)."""
        stored_decision = self._held.get(pair)
        if stored_decision is not None:
            return stored_decision
        part, area = self.cast.parts[pair[0]], self.world.areas[pair[1]]
        frame = self._frames[part.bundle]
        decision = interpreter.decide(frame, part.ruling.insats.id, area)
        for rule in part.ruling.rules:  # a rule's own value is read in its ruling only, and made anew each time
            del frame.cells[rule.name, area.id]
        if keep:
            self._held[pair] = decision
        return decision

    def read(self, pair: Pair) -> Read:
        """The values that a decision reads itself."""
        part, area = self.cast.parts[pair[0]], self.world.areas[pair[1]]
        frame, nodes = self._frames[part.bundle], self._map.nodes
        return {(n, area.id): (area, interpreter.read(frame, nodes[n], area)) for n in self._map.mine[pair[0]]}

    def values(self, cells: Iterable[Cell] | None = None) -> dict[Cell, expressions.Value | None]:
        """What the world reads of the attributes that anything here reads: of some cells, or of all there are."""
        words, areas = self._words, self.world.areas
        read = {name: words.attributes[name] for name in self._map.read & words.attributes.keys()}
        if cells is None:
            by_level = self.world.by_level
            cells = [
                (a.id, name)
                for name, attribute in read.items()
                for at in attribute.levels
                for a in by_level.get(at, ())
            ]
        wanted = (cell for cell in cells if cell[0] in areas and cell[1] in read)
        return {(area, name): self.world.read(area, read[name])[0] for area, name in wanted}

    # ── a change: what it can reach, how that looks, follow it, how that looks then, what has moved (`turn`)
    def reach(self, cells: Iterable[Cell], series: Iterable[str] = ()) -> Affected:
        """What a change of some facts, and of the list in force of some series, can reach."""
        return self._map.reach(cells, series)

    def look(self, reach: Affected, again: bool = False) -> Looked:
        """The values in reach; `again`: what was read of them before is forgotten first."""
        traces: dict[Signature, dict[Value, Trace]] = {}
        for signature, read in self._map.signatures.items():
            frame = self._frames[read.bundle]
            own_values = [value for value in reach.values if value[0] in read.names]
            if again:
                for value in own_values:
                    frame.cells.pop(value, None)
            areas = self.world.areas
            traces[signature] = {v: interpreter.read(frame, self._map.nodes[v[0]], areas[v[1]]) for v in own_values}
        return traces

    def follow(self, cells: Iterable[Cell], series: Iterable[str]) -> None:
        """Read again, from the book, the facts and lists that have changed in it."""
        for cell in cells:
            _put(self._facts, cell, self.book.counts(cell, self.day, self.known))
        for name in series:
            _put(self._lists, name, self.book.current(name, self.day, self.known))
        for frame in self._frames:
            frame.wholes.clear()

    def put(self, looked: Looked) -> None:
        """Have the values in reach be as they were looked at."""
        for signature, traces in looked.items():
            self._frames[self._map.signatures[signature].bundle].cells.update(traces)

    def moved(self, old: Looked, new: Looked) -> tuple[Pair, ...]:
        """The decisions that may say something else: they read a value that is another, or unknown for another fact.

        A decision is a function of the values it reads and, where these are unknown, of the facts they wait for.
        """
        pairs: set[Pair] = set()
        for signature, traces in new.items():
            for (name, area), now in traces.items():
                if not _same(old[signature][name, area], now):
                    part_numbers = self._map.asked.get((name, self.world.areas[area].level), ())
                    parts = self.cast.parts
                    pairs.update(
                        (i, area) for i in part_numbers if self.cast.bundles[parts[i].bundle].signature == signature
                    )
        return tuple(sorted(pairs))

    def forget(self, pairs: Iterable[Pair]) -> None:
        """Decide these anew when they are next asked for."""
        for pair in pairs:
            self._held.pop(pair, None)


def _same(was: Trace, now: Trace) -> bool:
    """Whether whatever reads a value says the same of both."""
    return was.value == now.value and (now.value is not None or interpreter.missing(was) == interpreter.missing(now))


def _put(vs: dict[K, V], key: K, value: V | None) -> None:
    if value is None:
        vs.pop(key, None)
    else:
        vs[key] = value


def _frames(words: Vocabulary, cast: Cast, world: World) -> tuple[interpreter.EvalContext, ...]:
    """A frame for each bundle; those of one signature share every value they have read."""
    first: dict[Signature, interpreter.EvalContext] = {}
    frames: list[interpreter.EvalContext] = []
    for bundle in cast.bundles:
        made = interpreter.frame(words, bundle.policy, world, dict(bundle.reading))
        like = first.setdefault(bundle.signature, made)
        frames.append(replace(made, cells=like.cells, wholes=like.wholes))
    return tuple(frames)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the rulings of one signature read, themselves or through derived attributes; a bundle that has it."""

    bundle: int
    names: frozenset[str]


class _Map:
    """Which names read which, and which areas are members of which."""

    def __init__(self, words: Vocabulary, cast: Cast, world: World) -> None:
        self._words, self._world = words, world
        self.signatures: dict[Signature, _Read] = {}
        self.asked: dict[tuple[str, str], list[int]] = {}
        self.mine: list[list[str]] = []
        definitions: dict[str, Attribute | Derived] = {**words.attributes, **words.derived}
        for i, part in enumerate(cast.parts):
            own_names = frozenset[str]().union(*(names(rule.active) for rule in part.ruling.rules))
            self.mine.append(sorted(own_names & definitions.keys()))
            for name in own_names:
                self.asked.setdefault((name, part.level), []).append(i)
            signature = cast.bundles[part.bundle].signature
            ids = self.signatures.get(signature, _Read(part.bundle, frozenset())).names
            through = interpreter.reached(words, (rule.active for rule in part.ruling.rules))
            self.signatures[signature] = _Read(part.bundle, ids | through)
        self.read = frozenset().union(*(entry.names for entry in self.signatures.values()))
        self.nodes = {name: Reference(name, definitions[name].type) for name in self.read & definitions.keys()}
        self._readers: dict[str, list[Derived]] = {}
        for name in sorted(self.read & words.derived.keys()):
            for read in frozenset().union(*map(names, words.derived[name].how.exprs)):
                self._readers.setdefault(read, []).append(words.derived[name])
        self._holders: dict[str, dict[str, list[str]]] = {}

    def reach(self, cells: Iterable[Cell], series: Iterable[str]) -> Affected:
        """See `Standing.reach`."""
        areas = self._world.areas
        queue = [(name, area) for area, name in cells if area in areas and name in self.read]
        queue += self._listed(frozenset(series))
        values: set[Value] = set(queue)
        pairs: set[Pair] = set()
        while queue:
            name, area = queue.pop()
            pairs.update((part, area) for part in self.asked.get((name, areas[area].level), ()))
            for derived in self._readers.get(name, ()):
                for other in self._where(derived, area):
                    if (derived.id, other) not in values:
                        values.add((derived.id, other))
                        queue.append((derived.id, other))
        return Affected(frozenset(values), tuple(sorted(pairs)))

    def _listed(self, series: frozenset[str]) -> list[Value]:
        """What reads whether a list is in force: its attributes everywhere, and an `over` of them without members."""
        if not series:
            return []
        listed = {a.id for a in self._words.attributes.values() if a.series in series} & self.read
        pairs = [(name, self._words.attributes[name].levels) for name in listed]
        for name in self.read & self._words.derived.keys():
            derived = self._words.derived[name]
            if derived.how.listed and listed & interpreter.reached(self._words, derived.how.exprs):
                pairs.append((name, derived.levels))
        by_level = self._world.by_level
        return [(name, area.id) for name, levels in pairs for at in levels for area in by_level.get(at, ())]

    def _where(self, derived: Derived, area: str) -> Iterable[str]:
        """The areas whose value of a derived attribute reads an area."""
        how, at = derived.how, self._world.areas[area].level
        if how.reads_at == "level":
            levels = [level for level in sorted(derived.levels) if at in dict(how.reads(level))]
            return [other.id for level in levels for other in self._world.by_level.get(level, ())]
        if how.reads_at != "links":
            return (area,) if at in derived.levels else ()
        if derived.id not in self._holders:
            self._holders[derived.id] = _holders(derived, self._world)
        return self._holders[derived.id].get(area, ())


def _holders(derived: Derived, world: World) -> dict[str, list[str]]:
    """By member, the areas that an `over` looks at it from."""
    areas_by_member: dict[str, list[str]] = {}
    for level in derived.levels:
        for area in world.by_level.get(level, ()):
            for member in derived.how.areas(area, world):
                ids = areas_by_member.setdefault(member.id, [])
                if area.id not in ids[-1:]:
                    ids.append(area.id)
    return areas_by_member
