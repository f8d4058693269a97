"""Program: a policy compiled for the matcher (being written)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...policy import Policy, Vocabulary
from ...world import World


@dataclass(frozen=True)
class Program:
    """What `compile` gives; opaque to callers."""


def compile(
    vocabulary: Vocabulary,
    policy: Policy,
    world: World,
    tolkning: Mapping[str, str],
    watched: Iterable[str] = (),
) -> Program:
    """The policy for the matcher. `world` gives areas, links, lists and the day; its facts are not read.

    `watched` are derived attributes that no rule need read, to be kept current as well (`Memory.value`).
    """
    raise NotImplementedError
