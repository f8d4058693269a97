"""Values: what an uncertain fact may be, all of it or drawn.

Enters: forms of uncertain facts. Leaves: whole smallest units. Promise: the same seed gives a fact the same draws
whatever other facts are uncertain, and more draws begin with the same ones; facts of one file of replicates are taken
from the same of its draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...model.expressions import Type, domain
from ...model.uncertain import Beta, Between, Form, Normal, OneOf, Replicates, Triangular, UncertainFact

Steps: TypeAlias = npt.NDArray[np.int64]
"""Values in whole smallest units, members by their place."""
UNIT: Final = 1 << 11
"""Draws that share a seed of their own."""


def support(form: Form, kind: Type, cuts: Sequence[int] | None, most: int) -> Steps | None:
    """Every value that a fact may have, or with `cuts` one of each stretch in which nothing turns; None where these are
    more than `most`."""
    if isinstance(form, OneOf):
        return np.array(form.values, np.int64)
    low, high = bounds(form, kind)
    if cuts is not None:
        return np.array([low, *(cut for cut in cuts if low < cut <= high)], np.int64)
    return np.arange(low, high + 1) if high - low < most else None


def bounds(form: Form, kind: Type) -> tuple[int, int]:
    """The least and the greatest value of a form that lets a fact have any between."""
    if isinstance(form, Between):
        return form.low, form.high
    if isinstance(form, Normal):
        return domain(kind)
    assert isinstance(form, Triangular | Beta)
    ends = (form.low, form.high) if isinstance(form, Triangular) else (0.0, form.times)
    low, high = _steps(np.array(ends), kind).tolist()
    return low, high


def drawn(fact: UncertainFact, kind: Type, unit: int, seed: int) -> Steps:
    """A unit of draws of a fact that has a distribution."""
    form = fact.form
    if isinstance(form, Replicates):
        return np.array(form.values, np.int64)[replicate(form, unit, seed)]
    return _steps(sample(form, _generator(f"{fact.area} {fact.attribute}", unit, seed), UNIT), kind)


def replicate(form: Replicates, unit: int, seed: int) -> npt.NDArray[np.intp]:
    """A unit of draws of a file of replicates: which of its own draws each is."""
    return _generator(form.content, unit, seed).integers(len(form.values), size=UNIT)


def _generator(name: str, unit: int, seed: int) -> np.random.Generator:
    """The generator of what is drawn under a name."""
    own = int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "big")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(unit, own))))


def sample(form: Form, generator: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
    """Values of a distribution, in the attribute's unit."""
    if isinstance(form, Normal):
        return generator.normal(form.mean, form.sd, count)
    if isinstance(form, Triangular):
        return generator.triangular(form.low, form.mode, form.high, count)
    assert isinstance(form, Beta)
    return generator.beta(form.count + 0.5, form.of - form.count + 0.5, count) * form.times


def _steps(values: npt.NDArray[np.float64], kind: Type) -> Steps:
    """Numbers as whole smallest units, within the domain."""
    low, high = domain(kind)
    near = np.clip(values * 10**kind.decimals, low, high)  # first, for no whole number holds what lies far outside
    steps: Steps = np.clip(np.rint(near).astype(np.int64), low, high)
    return steps
