"""The invented workload of the peers' tables: 20 insatser, and areas drawn at random."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np

CLASSES: Final = ("ingen", "lag", "medel", "hog", "mycket_hog")
RULES: Final = ("a", "b", "c", "d", "otherwise")
"""What decides: three rules that give, one exception, and none."""


@dataclass(frozen=True)
class Found:
    """What an engine answers: per insats and area which of `RULES` decides (the first three: yes), and öre."""

    rules: Any
    amounts: Any


@dataclass(frozen=True)
class Insats:
    """The numbers in an insats's four rules, and its price in öre per resident."""

    id: str
    klass: int
    need: float
    low: int
    high: int
    out: float
    small: int
    price: int

    def rules(self, swept: bool) -> list[dict[str, Any]]:
        """Its rules in the language."""
        i, need = self.id, f"param.t_{self.id}" if swept else f"{self.need:.2f}"
        return [
            {"id": f"a-{i}", "then": "yes", "when": f"klass >= {CLASSES[self.klass]} and behov >= {need}"},
            {"id": f"b-{i}", "then": "yes", "when": f"program and folkmangd between {self.low} and {self.high}"},
            {"id": f"c-{i}", "then": "yes", "when": f"arbetslos > {self.out:.1f} and klass != ingen"},
            {"id": f"d-{i}", "then": "no", "when": f"folkmangd < {self.small}",
             "exception_to": [f"{r}-{i}" for r in "abc"]},
        ]  # fmt: skip

    @property
    def places(self) -> dict[str, int]:
        """The place of each rule's id in `RULES`."""
        return {f"{r}-{self.id}": k for k, r in enumerate("abcd")} | {"otherwise": 4}

    def drawn(self, rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
        """Thresholds of need, around its own."""
        return rng.normal(self.need, 1.5, shape)


def _insatser() -> tuple[Insats, ...]:
    rng = np.random.default_rng(7)
    return tuple(
        Insats(
            f"i{k:02}", int(rng.integers(1, 5)), float(rng.integers(50, 400) / 100), int(rng.integers(1, 8) * 500),
            int(rng.integers(8, 20) * 500), float(rng.integers(20, 180) / 10), int(rng.integers(1, 6) * 100),
            int(rng.integers(1_000, 90_000)),
        )
        for k in range(20)
    )  # fmt: skip


INSATSER: Final = _insatser()


@cache
def areas(rows: int) -> dict[str, Any]:
    """Invented areas: the class by place, the rest as numpy has them; everything is known."""
    rng = np.random.default_rng(2026)
    return {
        "klass": rng.choice(5, rows, p=[0.5, 0.2, 0.15, 0.1, 0.05]).astype(np.int8),
        "program": rng.random(rows) < 0.1,
        "behov": np.round(np.clip(rng.gamma(2.0, 0.8, rows), 0, 20), 2),
        "arbetslos": np.round(np.clip(rng.normal(8, 5, rows), 0, 100), 1),
        "folkmangd": rng.integers(0, 12_000, rows),
    }
