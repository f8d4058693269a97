"""Checking and testing rules: the shipped ones, and a generated rulebook of 250 and of 1 000 policy files.

A generated policy file has three insatser, eight rules with two exceptions, and six examples; two of three extend the
first. The floor is libyaml's loader over the same files, everything thrown away.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from conftest import Timed
from grund.analysis.check import check
from grund.analysis.testing.runner import Tried, tried

ROOT: Final = Path(__file__).resolve().parents[1]
SIZES: Final = (250, 1_000)
INSATSER: Final = 12

VOCABULARY: Final = """\
levels: {omrade: {label: {sv: område}}}
types: {klass: {enum: [ingen, utsatt, sarskilt], ordered: true}}
attributes:
  klass: {level: omrade, type: klass, label: {sv: klass}}
  skydd: {level: omrade, type: bool, label: {sv: skydd}}
"""
RULING: Final = """\
  i{i}:
    otherwise: no
    rules:
      - {{id: p{n}-{i}-a, when: "klass >= utsatt and tal_{x} >= param.g", then: yes, source: s}}
      - id: p{n}-{i}-b
        when: "tal_{y} between 10 and {limit} or tal_{x} > tal_{y}"
        unless: skydd
        then: yes
        source: s
"""
EXCEPTION: Final = """\
      - {{id: p{n}-{i}-c, when: "tal_{y} < 5", then: no, exception_to: [p{n}-{i}-a, p{n}-{i}-b], source: s}}
"""
EXAMPLES: Final = """\
examples:
  - id: hog
    given: {{klass: utsatt, tal_{x}: 60, tal_{y}: 8}}
    expect: {{i{a}: yes by p{n}-{a}-a, i{b}: "yes"}}
  - id: lag
    given: {{klass: ingen, tal_{x}: 1, tal_{y}: 5, skydd: "false"}}
    expect: {{i{a}: no by otherwise}}
  - id: undantag
    given: {{klass: utsatt, tal_{x}: 60, tal_{y}: 1}}
    expect: {{i{b}: no by p{n}-{b}-c}}
  - id: okand-klass
    given: {{tal_{x}: 60, tal_{y}: 8, skydd: "true"}}
    expect: {{i{a}: unknown for klass}}
  - id: allt-okant
    expect: {{i{c}: unknown}}
  - id: egen-parameter
    parameters: {{g: 90}}
    given: {{klass: utsatt, tal_{x}: 60, tal_{y}: 95, skydd: "false"}}
    expect: {{i{c}: no by otherwise}}
"""


def rulebook(folder: Path, size: int) -> Path:
    """A rulebook of `size` policy files."""
    numbers = "".join(
        f"  tal_{i}: {{level: omrade, type: number, min: 0, max: 100, label: {{sv: tal {i}}}}}\n" for i in range(10)
    )
    parameter = "parameters: {g: {min: 0, max: 100, values: [{value: 50, source: s}]}}\n"
    insatser = "".join(f"  i{i}: {{label: {{sv: insats {i}}}, level: omrade, source: s}}\n" for i in range(INSATSER))
    files = {
        "vocabulary.yaml": VOCABULARY + numbers + parameter,
        "insatser.yaml": "insatser:\n" + insatser,
        "sources.csv": "id,title,publisher,date,reference,url\ns,S,P,2026,,\n",
    }
    files |= {f"policies/p{n:04}.yaml": policy(n) for n in range(size)}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def policy(n: int) -> str:
    """The text of one policy file."""
    a, b, c = (n % INSATSER, (n + 1) % INSATSER, (n + 2) % INSATSER)
    x, y = n % 10, (n + 3) % 10
    head = f"policy: p{n}\nlabel: {{sv: policy {n}}}\nsource: s\n" + ("extends: p0\n" if n % 3 else "")
    rulings = "".join(
        RULING.format(n=n, i=i, x=x, y=y, limit=50 + n % 40) + (EXCEPTION.format(n=n, i=i, y=y) if i != c else "")
        for i in (a, b, c)
    )
    return f"{head}insatser:\n{rulings}{EXAMPLES.format(n=n, a=a, b=b, c=c, x=x, y=y)}"


def read(folder: Path) -> int:
    """The floor: every YAML file of the rulebook, read and not understood."""
    found: list[Any] = [
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for path in folder.rglob("*.yaml")
    ]
    return len(found)


@pytest.fixture(scope="module", params=SIZES, ids=lambda n: f"{n} files")
def generated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    """A rulebook of a size."""
    size: int = request.param
    return size, rulebook(tmp_path_factory.mktemp(f"rules{size}"), size)


def test_check_generated(timed: Timed, generated: tuple[int, Path]) -> None:
    """`grund check` of the rulebook, per file."""
    size, folder = generated
    done, problems = timed(
        check, [str(folder)], group=_group(size), label="grund check", per=size, rounds=3, setup=None
    )
    assert problems == [] and done[0].counts["policies"] == size


def test_test_generated(timed: Timed, generated: tuple[int, Path]) -> None:
    """`grund test` of the rulebook, per file; everything holds."""
    size, folder = generated
    (found,) = timed(tried, [str(folder)], group=_group(size), label="grund test", per=size)
    assert len(found.trials) == 7 * size
    assert all(trial.holds for trial in found.trials)


def test_floor_generated(timed: Timed, generated: tuple[int, Path]) -> None:
    """The same files, read and not understood."""
    size, folder = generated
    assert timed(read, folder, group=_group(size), label="PyYAML (C)", floor=True, per=size)


def _group(size: int) -> str:
    return f"a rulebook of {size} files, per file"


def test_check_shipped(timed: Timed) -> None:
    """`grund check` of all that is shipped: rules, worlds, scenarios."""
    _, problems = timed(check, [str(ROOT)], group="shipped", label="grund check (rules and scenarios)")
    assert problems == []


def test_test_shipped(timed: Timed) -> None:
    """`grund test` of the shipped rules."""
    found: tuple[Tried, ...] = timed(tried, [str(ROOT)], group="shipped", label="grund test (rules)")
    assert all(trial.holds for each in found for trial in each.trials)


def test_floor_shipped(timed: Timed) -> None:
    """The shipped rules' YAML, read and not understood."""
    assert timed(read, ROOT / "rules", group="shipped", label="PyYAML (C), rules", floor=True)
