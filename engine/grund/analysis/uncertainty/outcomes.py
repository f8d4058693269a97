"""Outcomes: what a decision comes to, whatever uncertain facts turn out to be.

Enters: a scenario with uncertain facts, and what is asked of the verdicts of a world. Leaves: for each area that they
reach every answer that was met, whether these are all that there are, and in how many draws each was met.

Promise: an answer is *settled* when every world was tried, or one of each stretch in which nothing turns; two answers
that were met are there whatever is not tried. A share is given only where every fact behind the answer has a
distribution: of an interval or a set none is made up. Memory does not grow with the number of draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from ...engines import interpreter
from ...engines.vectorized import CodedColumn
from ...model.decisions import VERDICTS
from ...model.facts import Area
from ...model.policies import Policy
from ...model.scenario import Reading, Scenario
from ...model.uncertain import DISTRIBUTED, UncertainFact, UncertainOutcome
from .equivalent_worlds import classes
from .following_repairs import Following
from .level_decider import ROWS, LevelDecider, moves
from .possible_worlds import Varying, Worlds, all_worlds, axes, count_of, drawn_worlds, some_worlds, weights

MOST: Final = 1 << 20
"""So many worlds of one area are tried at most."""
MOST_ACROSS: Final = 1 << 12
"""So many worlds of all areas are tried at most, where a decision rests on other areas."""

Verdicts: TypeAlias = Mapping[tuple[str, str], npt.NDArray[np.int8]]
"""The places of verdicts in `VERDICTS`, row by row, by policy and insats."""
Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class WorldQuestion:
    """What is asked of worlds: the insatser behind it, and of their verdicts an answer for each key, as a place in
    `words`."""

    deciders: Sequence[LevelDecider]
    classify: Callable[[Verdicts], Mapping[Key, npt.NDArray[np.int8]]]
    words: tuple[str, ...] = VERDICTS


def decided(scenario: Scenario, policy: Policy, reading: Reading) -> dict[tuple[str, str], UncertainOutcome]:
    """The outcome of every decision of a policy in a reading of its own that uncertain facts reach, by insats and area.

    Those that read the same uncertain facts are asked together, so that no fact keeps back what it does not touch.
    """
    key = ("uncertain", scenario.uncertain, id(policy), reading)
    if key not in scenario.frames:
        scenario.frames[key] = dict(_decided(scenario, policy, reading)), policy
    return cast("dict[tuple[str, str], UncertainOutcome]", scenario.frames[key][0])


def _decided(
    scenario: Scenario, policy: Policy, reading: Reading
) -> Iterator[tuple[tuple[str, str], UncertainOutcome]]:
    words, uncertain = scenario.book.vocabulary, {attribute for _, attribute in scenario.uncertain.facts}
    alike: dict[tuple[str, bool, frozenset[str]], list[str]] = {}
    for ruling in policy.rulings.values():
        if reading not in scenario.readings([ruling]):
            continue
        names = interpreter.reached(words, (rule.active for rule in ruling.rules))
        group = ruling.insats.level, any(moves(scenario, name) for name in names), names & uncertain
        alike.setdefault(group, []).append(ruling.insats.id)
    for (level, _, read), insatser in alike.items():
        areas = scenario.today.by_level.get(level, ())
        if read and areas:
            decider = LevelDecider(scenario, policy, reading, insatser, areas)
            for (_, insats, area), outcome in outcomes(scenario, WorldQuestion([decider], _each)).items():
                yield (insats, area), outcome


def _each(verdicts: Verdicts) -> dict[Key, npt.NDArray[np.int8]]:
    """Every decision as an answer of its own."""
    return {(policy, insats): column for (policy, insats), column in verdicts.items()}


def outcomes(scenario: Scenario, question: WorldQuestion) -> dict[Key, UncertainOutcome]:
    """The outcome of every key at every area that an uncertain fact reaches, by the key and the area's id."""
    areas = question.deciders[0].areas
    reaches = frozenset().union(*(decider.reaches for decider in question.deciders))
    facts = [fact for fact in scenario.uncertain.facts.values() if fact.attribute in reaches]
    if not facts or not areas:
        return {}
    tally, follow = _Tally(question, areas), Following(scenario, facts)
    if follow or any(decider.moving for decider in question.deciders):
        _across(scenario, question, facts, follow, tally)
    else:
        read = frozenset().union(*(decider.read for decider in question.deciders))
        _apart(scenario, question, [fact for fact in facts if fact.attribute in read], tally)
    return tally.outcomes()


class _Tally:
    """What was met, area by area: the number of worlds by key and answer; `drawn` of those that were drawn."""

    def __init__(self, question: WorldQuestion, areas: Sequence[Area]) -> None:
        self.question, self.areas = question, areas
        self.met: dict[Key, npt.NDArray[np.bool_]] = {}
        self.drawn: dict[Key, npt.NDArray[np.int64]] = {}
        self.asked_of, self.settled, self.shared = (np.zeros(len(areas), np.bool_) for _ in range(3))

    def add(
        self,
        answers: Mapping[Key, npt.NDArray[np.int8]],
        places: npt.NDArray[np.intp],
        draws: npt.NDArray[np.int64] | None,
    ) -> None:
        """Rows of answers; `places`: the area of each; `draws`: how many draws fall into it."""
        shape = (len(self.question.words), len(self.areas))
        size = shape[0] * shape[1]
        for key, codes in answers.items():
            cells = codes.astype(np.intp) * shape[1] + places
            met = self.met.setdefault(key, np.zeros(shape, np.bool_))
            met |= np.bincount(cells, minlength=size).reshape(shape) > 0
            if draws is not None:
                counts = self.drawn.setdefault(key, np.zeros(shape, np.int64))
                counts += np.bincount(cells, draws, size).reshape(shape).astype(np.int64)

    def open_at(self, places: Sequence[int]) -> list[int]:
        """The areas, of some, for which more than one answer may be."""
        several = [met.sum(axis=0) > 1 for met in self.met.values()]
        open_ = ~self.settled | np.logical_or.reduce(several) if several else ~self.settled
        return [place for place in places if open_[place]]

    def outcomes(self) -> dict[Key, UncertainOutcome]:
        """The outcome of each key and area that was asked of."""
        made: dict[Key, UncertainOutcome] = {}
        for key, met in self.met.items():
            for place in np.flatnonzero(self.asked_of).tolist():
                answers = tuple([word for word, there in zip(self.question.words, met[:, place], strict=True) if there])
                settled = bool(self.settled[place])
                counts = None
                if self.shared[place] and not (settled and len(answers) == 1):
                    numbers = dict(zip(self.question.words, self.drawn[key][:, place].tolist(), strict=True))
                    counts = {word: numbers[word] for word in answers}
                made[(*key, self.areas[place].id)] = UncertainOutcome(answers, settled, counts)
        return made


# ── worlds


def _apart(scenario: Scenario, question: WorldQuestion, facts: Sequence[UncertainFact], tally: _Tally) -> None:
    """Areas whose answers rest on their own facts: every world of each, or some; then draws where these say more."""
    kinds = {fact.attribute: scenario.book.vocabulary.attributes[fact.attribute].type for fact in facts}
    cuts = {name: _cuts(question, name) for name in kinds}
    place_of = question.deciders[0].place
    own: dict[int, list[UncertainFact]] = {}
    for fact in facts:
        if fact.area in place_of:
            own.setdefault(place_of[fact.area], []).append(fact)
    of_area = {place: _few(axes(some, kinds, cuts.__getitem__, MOST), MOST) for place, some in own.items()}
    seed, count = scenario.uncertain.seed, scenario.uncertain.draws
    for place, made in of_area.items():
        tally.asked_of[place], tally.settled[place] = True, made is not None
        tally.shared[place] = all(isinstance(fact.form, DISTRIBUTED) for fact in own[place])

    def tried(place: int) -> Iterator[_Piece]:
        made = of_area[place]
        if made is None:
            worlds, size = some_worlds(own[place], kinds, seed)
            yield place, worlds, size, None
        else:
            yield from ((place, worlds, size, None) for _, worlds, size in all_worlds(made, ROWS))

    def drawn(place: int) -> Iterator[_Piece]:
        made = of_area[place]
        if made is None:
            for worlds, size in drawn_worlds(own[place], kinds, count, seed, ROWS):
                yield place, worlds, size, np.ones(size, np.int64)
        else:
            draws = weights(made, kinds, count, seed)
            for start, worlds, size in all_worlds(made, ROWS):
                yield place, worlds, size, draws[start : start + size]

    for pieces in _batches(piece for place in own for piece in tried(place)):
        _add(question, pieces, tally)
    wanted = tally.open_at([place for place in own if tally.shared[place]])
    for pieces in _batches(piece for place in wanted for piece in drawn(place)):
        _add(question, pieces, tally)


def _few(made: list[Varying] | None, most: int) -> list[Varying] | None:
    """The axes, unless there are more worlds than `most`."""
    return made if made is not None and count_of(made) <= most else None


_Piece: TypeAlias = tuple[int, Worlds, int, npt.NDArray[np.int64] | None]
"""An area's place, worlds, how many these are, and how many draws fall into each."""


def _cuts(question: WorldQuestion, attribute: str) -> list[int] | None:
    """The values at which something turns on an attribute of the area, in any of what is asked."""
    by_decider = [decider.cuts(attribute) for decider in question.deciders]
    known = [cuts for cuts in by_decider if cuts is not None]
    return sorted({cut for cuts in known for cut in cuts}) if len(known) == len(by_decider) else None


def _batches(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Pieces in lists of about so many rows as are decided together."""
    batch: list[_Piece] = []
    rows = 0
    for piece in pieces:
        batch.append(piece)
        rows += piece[2]
        if rows >= ROWS:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _add(question: WorldQuestion, pieces: Sequence[_Piece], tally: _Tally) -> None:
    """Decide the worlds of some areas, and count their answers."""
    sizes = [piece[2] for piece in pieces]
    places = np.repeat([piece[0] for piece in pieces], sizes).astype(np.intp)
    starts = np.cumsum([0, *sizes])
    rows: dict[str, list[npt.NDArray[np.intp]]] = {}
    steps: dict[str, list[npt.NDArray[np.int64]]] = {}
    for start, (_, worlds, size, _) in zip(starts.tolist(), pieces, strict=False):
        for fact, values in worlds.items():
            rows.setdefault(fact.attribute, []).append(np.arange(start, start + size))
            steps.setdefault(fact.attribute, []).append(values)
    values_at = [(name, np.concatenate(rows[name]), np.concatenate(steps[name])) for name in rows]
    draws = [piece[3] for piece in pieces if piece[3] is not None]
    tally.add(
        question.classify(_verdicts(question, places, values_at)), places, np.concatenate(draws) if draws else None
    )


def _across(
    scenario: Scenario, question: WorldQuestion, facts: Sequence[UncertainFact], follow: Following, tally: _Tally
) -> None:
    """Areas whose answers rest on one another: worlds of them all."""
    kinds = {fact.attribute: scenario.book.vocabulary.attributes[fact.attribute].type for fact in facts}
    made = axes(facts, kinds, lambda _: None, MOST_ACROSS)
    fewer = _few(made, MOST_ACROSS) if follow or made is None else classes(question.deciders, made, MOST_ACROSS)
    at_once = max(1, ROWS // len(tally.areas))
    seed, count = scenario.uncertain.seed, scenario.uncertain.draws
    shared = all(isinstance(fact.form, DISTRIBUTED) for fact in facts)
    tally.asked_of[:], tally.settled[:], tally.shared[:] = True, fewer is not None, shared
    if fewer is not None:
        draws = weights(fewer, kinds, count, seed) if shared else None
        for start, worlds, size in all_worlds(fewer, at_once):
            some = None if draws is None else draws[start : start + size]
            _add_across(question, follow(worlds, size), size, tally, some)
        return
    worlds, size = some_worlds(facts, kinds, seed)
    _add_across(question, follow(worlds, size), size, tally, None)
    if shared:
        for worlds, size in drawn_worlds(facts, kinds, count, seed, at_once):
            _add_across(question, follow(worlds, size), size, tally, np.ones(size, np.int64))


def _add_across(
    question: WorldQuestion, worlds: Worlds, size: int, tally: _Tally, draws: npt.NDArray[np.int64] | None
) -> None:
    width, place_of = len(tally.areas), question.deciders[0].place
    places = np.tile(np.arange(width), size)
    values_at = [
        (fact.attribute, place_of[fact.area] + width * np.arange(size), values)
        for fact, values in worlds.items()
        if fact.area in place_of
    ]
    moved = [decider.moved(worlds, size) for decider in question.deciders]
    verdicts = _verdicts(question, places, values_at, moved)
    tally.add(question.classify(verdicts), places, None if draws is None else np.repeat(draws, width))


def _verdicts(
    question: WorldQuestion,
    places: npt.NDArray[np.intp],
    values: Sequence[tuple[str, npt.NDArray[np.intp], npt.NDArray[np.int64]]],
    moved: Sequence[Mapping[str, CodedColumn]] = (),
) -> dict[tuple[str, str], npt.NDArray[np.int8]]:
    verdicts: dict[tuple[str, str], npt.NDArray[np.int8]] = {}
    for decider, columns in zip(question.deciders, moved or [{}] * len(question.deciders), strict=True):
        for insats, row in zip(decider.insatser, decider.verdicts(places, values, columns), strict=True):
            verdicts[decider.policy.id, insats] = row
    return verdicts
