"""Nation: two policies compared over a country of areas with 33 facts each; the world is written here.

    python benchmarks/bench_nation.py --areas 74134
    python benchmarks/bench_nation.py --areas 5000 --folder nation     # keep the files and try them yourself

Each area has 30 burdens of 0 to 100, a population and two classes; one in fifty facts is missing. A designates where
enough burdens are high and income is low; B extends it and moves one threshold. Shown: how long the files take to
load, all verdicts of both policies by the cell reading, and the groups with what is unknown settled; and the memory.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Hashable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "engine")]

from grund.analysis.compare.whole_level import level_verdicts  # noqa: E402
from grund.analysis.completions.settle import Completions, Matrix  # noqa: E402
from grund.loading.scenario import load_scenario  # noqa: E402

BURDENS: Final = 30
_VOCABULARY: Final = """\
levels: {omrade: {label: område}}
types: {klass: {enum: {lag: {sv: låg}, mellan: {sv: mellan}, hog: {sv: hög}}, ordered: true}}
attributes:
"""
_POLICY: Final = """\
policy: a
label: A
illustration: true
parameters:
  grind: {min: 0, max: 100, values: [{value: 65, illustration: true, note: påhittad}]}
insatser:
"""


def write(folder: Path, areas: int, seed: int = 2026) -> Path:
    """The rulebook, the world and the scenario; the scenario's file."""
    rules, world = folder / "rules" / "nation", folder / "scenarios" / "nation"
    (rules / "policies").mkdir(parents=True)
    world.mkdir(parents=True)
    names = [f"b{i:02}" for i in range(BURDENS)]
    number = "{level: omrade, type: number, min: 0, max: 100, label: "
    lines = [f"  {name}: {number}{name}}}\n" for name in names]
    lines += ["  folk: {level: omrade, type: number, min: 0, max: 100000, label: folk}\n"]
    lines += [f"  {name}: {{level: omrade, type: klass, label: {name}}}\n" for name in ("k1", "k2")]
    (rules / "vocabulary.yaml").write_text(_VOCABULARY + "".join(lines), encoding="utf-8")
    insatser = [f"i{i}" for i in range(4)]
    listed = "".join(f"  {i}: {{label: {i}, level: omrade, source: s}}\n" for i in insatser)
    (rules / "insatser.yaml").write_text(f"insatser:\n{listed}", encoding="utf-8")
    (rules / "sources.csv").write_text("id,title,publisher,date,reference,url\ns,S,P,2026,,\n", encoding="utf-8")
    (rules / "policies" / "a.yaml").write_text(_POLICY + "".join(map(_insats, insatser)), encoding="utf-8")
    moved = "parameters: {grind: {values: [{value: 64, illustration: true, note: påhittad}]}}\n"
    (rules / "policies" / "b.yaml").write_text(
        f"policy: b\nextends: a\nlabel: B\nillustration: true\n{moved}", encoding="utf-8"
    )
    (world / "world.yaml").write_text("world: nation\nlabel: nation\nrules: nation\n", encoding="utf-8")
    _facts(world, areas, names, random.Random(seed))
    path = folder / "scenarios" / "nation.yaml"
    path.write_text(
        "scenario: nation\nlabel: nation\nworld: nation\nday: 2026-01-01\npolicies: [a, b]\nlevel: omrade\n"
        "residents: folk\nillustration: true\n",
        encoding="utf-8",
    )
    return path


def _insats(insats: str) -> str:
    k = int(insats[1:])
    pairs = " or ".join(f"b{k * 7 + i:02} >= 90" for i in range(6))
    when = f"({pairs}) and b29 >= param.grind and k1 >= mellan"
    rule = f"{{id: {insats}-r, when: '{when}', then: yes, illustration: true}}"
    return f"  {insats}:\n    otherwise: no\n    rules: [{rule}]\n"


def _facts(world: Path, areas: int, names: list[str], dice: random.Random) -> None:
    ids = [f"o{i:06}" for i in range(areas)]
    with (world / "areas.csv").open("w", encoding="utf-8") as file:
        file.write("id,level,name,valid_from,valid_to,source,mark\n")
        file.writelines(f"{area},omrade,{area},2020-01-01,,s,\n" for area in ids)
    (world / "facts").mkdir()
    with (world / "facts" / "facts.csv").open("w", encoding="utf-8") as file:
        file.write("area,attribute,value,valid_from,valid_to,recorded,missing,source,mark\n")
        for area in ids:
            values = {name: str(dice.randrange(101)) for name in names} | {"folk": str(dice.randrange(5000))}
            values |= {name: dice.choice(("lag", "mellan", "hog")) for name in ("k1", "k2")}
            known = {name: value for name, value in values.items() if dice.random() > 0.02}
            file.writelines(f"{area},{name},{value},2025-01-01,,,,s,\n" for name, value in known.items())


def _group(matrix: Matrix) -> Hashable:
    a, b = ({i for (p, i), verdict in matrix.items() if p == side and verdict == "yes"} for side in "ab")
    return "unchanged" if a == b else "gains" if a < b else "loses" if b < a else "swaps"


def main() -> None:
    """Write, load, decide, settle."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--areas", type=int, default=74_134)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        clock, path = time.perf_counter(), write(given.folder or Path(made), given.areas)
        _said("written", clock)
        clock = time.perf_counter()
        scenario = load_scenario(path)
        areas = scenario.today.by_level["omrade"]
        _said("loaded", clock)
    policies = tuple(scenario.policies.values())
    clock = time.perf_counter()
    verdicts = level_verdicts(scenario, policies, (), "omrade")
    _said("decided", clock)
    clock = time.perf_counter()
    settled = Completions(scenario, policies, (), "omrade", verdicts).settle(areas, _group)
    _said("settled", clock)
    for (value, step), count in sorted(Counter((str(s.value), s.step) for s in settled.values()).items()):
        print(f"  {value}, step {step}: {count}")


def _said(what: str, since: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {time.perf_counter() - since:.1f} s, peak {peak:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
