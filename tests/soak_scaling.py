"""Soak: the words of index methods are SciPy's to the last declared decimal, and columns are the interpreter's.

    python tests/soak_scaling.py --runs 300 --seed 2026        more than 20,000 values of each word

Each world has 100 areas (one in ten has a single area), with ties, zeros, negative values and missing ones, and an
attribute for each word. SciPy computes in binary floats: where its value lies so near a bound of the rounding that they
cannot tell (an exact half, mostly), the textbook formula with 80 digits does. Every value has to be the same, and so
has that of the vectorized engine.
"""

from __future__ import annotations

import random
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from math import isfinite
from pathlib import Path
from typing import Any, Final

import numpy as np

ROOT: Final = Path(__file__).resolve().parents[1]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

import soaking  # noqa: E402
from case_files import Case, Raw, build  # noqa: E402
from grund.engines import interpreter, vectorized  # noqa: E402
from grund.language.intervals import unscaled  # noqa: E402
from grund.model.expressions import Reference  # noqa: E402
from soaking import Outcome  # noqa: E402

AREAS: Final = 100
DECIMALS: Final = 6
_NEAR: Final = Decimal("1e-9")
"""How near a bound of the rounding a float is not asked."""
_WIDE: Final = Context(prec=80)
_WEIGHTS: Final = {"n": Decimal("0.25"), "m": Decimal(1), "o": Decimal("0.6")}

Row = Mapping[str, Decimal]
"""The known values of an area."""
Column = Sequence[float]
"""What SciPy says of each area; not a number, where there is none."""

_BASE: Final[Raw] = {"direction": "ascending", "missing": "excluded", "of": "n"}
_MEAN: Final[Raw] = {"mean": {name: str(weight) for name, weight in _WEIGHTS.items()}}
WORDS: Final[Mapping[str, Raw]] = {
    "z_population": {"scaled": "z_score", "sd": "population", **_BASE},
    "z_sample": {"scaled": "z_score", "sd": "sample", **_BASE},
    "min_max": {"scaled": "min_max", "out_of": 1, **_BASE},
    "distance": {"scaled": "distance", "reference": "mean", "out_of": 1, **_BASE},
    "ln": {"transform": "ln", "of": "n"},
    "log10": {"transform": "log10", "of": "n"},
    "exponential": {"transform": "exponential", "constant": 23, "of": "r"},
    "geometric": {"method": "geometric", **_MEAN},
    "harmonic": {"method": "harmonic", **_MEAN},
    "power_3": {"method": "power", "exponent": 3, **_MEAN},
    "power_minus_2": {"method": "power", "exponent": -2, **_MEAN},
}


def world(dice: random.Random) -> tuple[Raw, list[Row]]:
    """A case, and the facts of its areas."""
    few = dice.random() < 0.5
    rows: list[Row] = []
    for _ in range(1 if dice.random() < 0.1 else AREAS):
        given = {
            "n": Decimal(dice.randint(-2, 6) if few else dice.randint(-2000, 999_999)).scaleb(-2),
            "m": Decimal(dice.choice((0, 1, 2, 4, 8)) if few else dice.randint(0, 9999)),
            "o": Decimal(dice.randint(0, 20)).scaleb(-1) if few else Decimal(dice.randint(1, 10_000)).scaleb(-1),
            "r": Decimal(dice.randint(0, 10) if few else dice.randint(0, 10_000)).scaleb(-1 if few else -4),
        }
        rows.append({name: value for name, value in given.items() if dice.random() < 0.95})
    number = {"type": "number", "min": -1_000_000, "max": 1_000_000}
    attributes = {"n": 2, "m": 0, "o": 1, "r": 4}
    raw: Raw = {
        "vocabulary": {
            "levels": {"del": {}},
            "attributes": {name: number | {"decimals": places} for name, places in attributes.items()},
        },
        "derived": {name: number | {"decimals": DECIMALS} | deepcopy(how) for name, how in WORDS.items()},
        "world": {
            "areas": {f"a{i}": "del" for i in range(len(rows))},
            "facts": {f"a{i}": {k: str(v) for k, v in row.items()} for i, row in enumerate(rows) if row},
        },
        "when": "n > 0",
    }
    return raw, rows


# ── SciPy


def scipy_says(rows: Sequence[Row]) -> dict[str, Column]:
    """What SciPy and NumPy say of each word, area by area."""
    from scipy import stats  # a second and a half, which few tests need

    n = np.array([float(row.get("n", "nan")) for row in rows])
    r = np.array([float(row.get("r", "nan")) for row in rows])
    full = [[float(row[name]) for name in _WEIGHTS] for row in rows if row.keys() >= _WEIGHTS.keys()]
    weights = [float(weight) for weight in _WEIGHTS.values()]
    spread = len({row["n"] for row in rows if "n" in row}) > 1
    nothing = np.full(len(rows), np.nan)

    def means(make: Callable[[Any], Any]) -> Column:
        made = iter([make(values) if min(values) >= 0 else np.nan for values in full])
        return [next(made) if row.keys() >= _WEIGHTS.keys() else np.nan for row in rows]

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        known = n[~np.isnan(n)]
        middle = known.mean() if len(known) else np.nan
        return {
            "z_population": stats.zscore(n, ddof=0, nan_policy="omit") if spread else nothing,
            "z_sample": stats.zscore(n, ddof=1, nan_policy="omit") if spread else nothing,
            "min_max": (n - np.nanmin(n)) / np.ptp(known) if spread else nothing,
            "distance": (n - middle) / abs(middle),
            "ln": np.log(n),
            "log10": np.log10(n),
            "exponential": np.where((r >= 0) & (r <= 1), -23 * np.log1p(r * np.expm1(-100 / 23)), np.nan),
            "geometric": means(lambda values: stats.gmean(values, weights=weights)),
            "harmonic": means(lambda values: stats.hmean(values, weights=weights)),
            "power_3": means(lambda values: stats.pmean(values, 3, weights=weights)),
            "power_minus_2": means(lambda values: stats.pmean(values, -2, weights=weights)),
        }


# ── the textbook, with 80 digits


def textbook(word: str, row: Row, rows: Sequence[Row]) -> Decimal | None:
    """The value by the formula as it is printed; None where there is none."""
    with localcontext(_WIDE):
        try:
            value = _TEXTBOOK[word](row, [other["n"] for other in rows if "n" in other])
            return value if value.is_finite() else None
        except (ArithmeticError, KeyError):
            return None


def _z(value: Decimal, base: Sequence[Decimal], ddof: int) -> Decimal:
    middle = sum(base) / Decimal(len(base))
    return (value - middle) / (sum((x - middle) ** 2 for x in base) / Decimal(len(base) - ddof)).sqrt()


def _power(row: Row, exponent: int) -> Decimal:
    if any(row[name] < 0 for name in _WEIGHTS):
        raise ArithmeticError
    if exponent <= 0 and any(not row[name] for name in _WEIGHTS):
        return Decimal(0)
    total = sum(_WEIGHTS.values())
    if not exponent:
        return (sum((row[name].ln() * weight for name, weight in _WEIGHTS.items()), Decimal(0)) / total).exp()
    mean = sum((row[name] ** exponent * weight for name, weight in _WEIGHTS.items()), Decimal(0)) / total
    return mean ** (Decimal(1) / exponent) if mean else mean


def _exponential(row: Row, _: Sequence[Decimal]) -> Decimal:
    if not 0 <= row["r"] <= 1:
        raise ArithmeticError
    return -23 * (1 - row["r"] * (1 - (Decimal(-100) / 23).exp())).ln()


_TEXTBOOK: Final[Mapping[str, Callable[[Row, Sequence[Decimal]], Decimal]]] = {
    "z_population": lambda row, base: _z(row["n"], base, 0),
    "z_sample": lambda row, base: _z(row["n"], base, 1),
    "min_max": lambda row, base: (row["n"] - min(base)) / (max(base) - min(base)),
    "distance": lambda row, base: row["n"] / abs(sum(base) / Decimal(len(base))) - (1 if sum(base) > 0 else -1),
    "ln": lambda row, _: row["n"].ln(),
    "log10": lambda row, _: row["n"].log10(),
    "exponential": _exponential,
    "geometric": lambda row, _: _power(row, 0),
    "harmonic": lambda row, _: _power(row, -1),
    "power_3": lambda row, _: _power(row, 3),
    "power_minus_2": lambda row, _: _power(row, -2),
}


def _rounded(value: Decimal) -> Decimal:
    """Half away from zero, of a value whose last digits of 80 may be wrong."""
    nearer = value.quantize(Decimal("1e-40"), context=_WIDE)
    return nearer.quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP, _WIDE)


def wanted(word: str, row: Row, rows: Sequence[Row], said: float) -> tuple[str, Decimal | None]:
    """The value, and who settles its last decimal."""
    if isfinite(said):
        low, high = (_rounded(Decimal(said) + end) for end in (-_NEAR, _NEAR))
        if low == high:
            return "SciPy", low
    exact = textbook(word, row, rows)
    return "80 digits", None if exact is None else _rounded(exact)


def batch(worlds: int, start: int) -> Outcome:
    """Some worlds."""
    dice, counts, differences = random.Random(start), Counter[str](), list[str]()
    for _ in range(worlds):
        raw, rows = world(dice)
        with tempfile.TemporaryDirectory() as folder:
            built = build(Case("found", raw), Path(folder))
        seen = built.facts.at(built.case.day, built.case.known)
        frame = interpreter.frame(built.book.vocabulary, built.book.policies["p"], seen, {})
        areas = sorted(seen.by_level["del"], key=lambda area: int(area.id[1:]))
        columns = {
            a.id: vectorized.column(a.type, [interpreter.read(frame, Reference(a.id), area).value for area in areas])
            for a in frame.vocabulary.attributes.values()
        }
        asked = [Reference(name, frame.vocabulary.derived[name].type) for name in WORDS]
        worked = vectorized.worked(frame, columns, len(areas), asked)
        says = scipy_says(rows)
        for node in asked:
            column = worked[node.name]
            for i, area in enumerate(areas):
                judge, right = wanted(node.name, rows[i], rows, float(says[node.name][i]))
                plain = interpreter.read(frame, node, area).value
                known = column.known is None or column.known[i]
                coded = unscaled(int(column.values[i]), node.type) if known else None
                counts[node.name] += 1
                counts["settled by no value" if right is None else f"settled by {judge}"] += 1
                if not plain == coded == right:
                    differences.append(f"{node.name} of {rows[i]}: {plain}, columns {coded}, {judge} {right}")
    return Outcome(worlds, differences, counts)


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 10, 300))
