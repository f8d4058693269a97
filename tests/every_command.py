"""Every command, with words that answer: asked in a small project that has something of everything.

The project is what `grund init` writes, with prices and a budget, an index, a question with two readings, claims, a
goal, a file of areas, a file of changes and a journal.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import command_line
import command_page
from grund.loading.paths import template

ASKED: Final = """\
run
run --input omraden.csv -o ut.csv
compare trygghet trygghet-barn
compare trygghet trygghet-barn --input omraden.csv
compare trygghet trygghet-barn barnen --pairs
explain Ingenstans
explain Ingenstans belysning
explain Ingenstans belysning --what-would-change
explain Ingenstans andel_barn
diff trygghet trygghet-barn
region trygghet trygghet-barn
near
fit trygghet
sweep trygghet minst_invanare
timeline
timeline exempelstad Sagolunda
report trygghet trygghet-barn -o r.html
who belysning Sagolunda
body namnd-teknik
gaps
goals
handlingsplan trygghet
graph
budget
budget --own
allocate
index samlat
claims
prove
check
test
verify k.json
init nytt
list
list policies
list insatser
list scenarios
list areas
list attributes
list tolkningar
list bodies
table storlek
dmn run beslut.dmn --input '{"x": 2}'
schema policy
site -o webb
openapi
problem G203
sql trygghet
import ark.csv --mapping ark.yaml -o scenarios/ark
keep belysning=forra_aret --from 2027-01-01
live open ny.db
live update stad.db nya.csv
live show stad.db
live why stad.db Sagolunda
live history stad.db
live history stad.db Sagolunda
"""

_VOCABULARY: Final = """\
  samlat:
    {level: omrade, type: number, decimals: 2, min: -100000, max: 10000000, label: samlat, illustration: true,
     formula: "param.vikt_folk * invanare + param.vikt_barn * barn"}
  storlek:
    {level: omrade, type: number, max: 2, min: 0, label: storlek, illustration: true,
     table: {hit: first, gap: 0, inputs: {tal: invanare}, rows: [{id: stort, when: {tal: ">= 1000"}, then: 2}]}}
  manga:
    level: omrade
    type: bool
    label: {sv: många, en: many}
    test: "invanare >= 1000"
    illustration: true

parameters:
  vikt_folk:
    {label: vikt folk, decimals: 1, min: 0, max: 9, values: [{value: 0.5, illustration: true, note: n}]}
  vikt_barn:
    {label: vikt barn, decimals: 1, min: 0, max: 9, values: [{value: 2, illustration: true, note: n}]}
  pris: {label: pris, decimals: 2, min: 0, values: [{value: unknown, note: n}]}

tolkningar:
  barnsyn:
    label: barnsyn
    illustration: true
    options: {vid: {sv: bred tolkning, en: broad}, snav: {sv: snäv tolkning, en: narrow}}

"""
_BUDGET: Final = """\
parameters:
  pris: {value: 99.50, price_level: 2026, illustration: true}
budget:
  years: [2027, 2028]
  ramar: [{body: namnd-teknik, year: 2027, amount: 50000.50, illustration: true}]
  need: {where: "invanare >= 300", weight: "invanare", illustration: true, note: n}
  limits: {total: 200000, illustration: true}
claims:
  - {id: c1, label: Minst lika mycket, check: {policy: trygghet-barn, never_less_than: trygghet}, illustration: true}
  - {id: c2, label: Alla, check: {every: omrade, where: "barn >= 100", receives: lekplats, policy: trygghet-barn},
     illustration: true}
"""
_MAPPING: Final = """\
sheet: ""
head: [1]
world: ark
rules: exempelstad
level: omrade
valid_from: 2026-01-01
source: pahitt
mark: G
skip: []
columns:
  A: {head: Kod, as: id}
  B: {head: Barn, as: value, attribute: barn}
"""
_DMN: Final = """\
<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="x">
  <inputData id="i" name="x"><variable name="x" typeRef="number"/></inputData>
  <decision id="b" name="b"><informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>x + 1</text></literalExpression></decision>
</definitions>
"""
_POLICY: Final = """\
policy: barnen
label: Barnen
illustration: true
note: n
insatser:
  lekplats:
    otherwise: no
    rules:
      - {id: vid-syn, when: "barn >= 240 or tolkning.barnsyn = vid and barn >= 90", then: yes, illustration: true}
"""


def project(folder: Path) -> Path:
    """The project in a folder that is new."""
    shutil.copytree(template(), folder)
    rules, scenario = folder / "rules" / "exempelstad", folder / "scenarios" / "exempelstad.yaml"
    words = (rules / "vocabulary.yaml").read_text(encoding="utf-8")
    words = words.replace(
        "\nderived:\n",
        "  forra_aret: {level: omrade, type: bool, label: {sv: förra året, en: last year}}\n\nderived:\n",
    )
    (rules / "vocabulary.yaml").write_text(words.replace("\n# Vad det", f"{_VOCABULARY}\n# Vad det"), encoding="utf-8")
    insatser = (rules / "insatser.yaml").read_text(encoding="utf-8")
    costs = "    quantity: {formula: invanare, per: area}\n    costs: {drift: {unit_cost: pris}}\n"
    costs += "    paid_by: {bodies: {namnd-teknik: 1}, illustration: true}\n"
    (rules / "insatser.yaml").write_text(insatser.replace("  lekplats:", f"{costs}  lekplats:"), encoding="utf-8")
    (rules / "policies" / "barnen.yaml").write_text(_POLICY, encoding="utf-8")
    scenario.write_text(scenario.read_text(encoding="utf-8") + _BUDGET, encoding="utf-8")
    (folder / "omraden.csv").write_text(
        "id;trygghet;invanare;barn\nx;svag;1200;300\ny;god;100;\nz;;900;450\n", encoding="utf-8"
    )
    (folder / "nya.csv").write_text(
        "area;attribute;value;illustration;note\nsagolunda;trygghet;svag;true;n\n", encoding="utf-8"
    )
    (folder / "beslut.dmn").write_text(_DMN, encoding="utf-8")
    (folder / "ark.csv").write_text("Kod;Barn\n0101;10\n0102;\n", encoding="utf-8")
    (folder / "ark.yaml").write_text(_MAPPING, encoding="utf-8")
    for words in ("run -o k.json", "live open stad.db"):
        code, _, err = command_line.run(words.split(), folder)
        assert code == 0, err.decode()
    return folder


def asked() -> Iterator[list[str]]:
    """The words of every command, in the order of the help."""
    return map(shlex.split, ASKED.splitlines())


def takes(words: Sequence[str]) -> frozenset[str]:
    """The options that a command takes; a group of commands takes none."""
    return _options(path_of(words))


def path_of(words: Sequence[str]) -> tuple[str, ...]:
    """The command that words ask for, and the one below it where it is a group; empty where there is none."""
    paths = (tuple(words[:2]), tuple(words[:1]))
    return next((path for path in paths if path in _paths()), ())


@cache
def _paths() -> frozenset[tuple[str, ...]]:
    return frozenset(command_page.paths())


@cache
def _options(path: tuple[str, ...]) -> frozenset[str]:
    command = command_page.command(path)
    if not path or command.default_command is None:
        return frozenset()
    return frozenset(name for argument in command_page.arguments(command) for name in argument.names)
