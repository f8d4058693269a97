"""A new user's first journey: `python tests/journey_first.py [FOLDER]`.

A project is started and renamed as its README says; a sheet of facts as Excel writes it is laid in it, a third policy
is written, and the project is checked, proved, compared, followed to the region where two policies differ, and written
as a report. Prints a line for each step; ends with 1 at the first one that does not do what it says.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

import command_line

OLD, NEW = "exempelstad", "minstad"
SHEET: Final = """\
area;attribute;value;valid_from;missing;source;mark;note;illustration;;
exempelbacken;invanare;1350;2026-02-01;;;;ur vårt ark;true;;
fantasihamn;trygghet;svag;2026-02-01;;;;ur vårt ark;true;;
;;;;;;;;;;
"""
"""Two empty columns and an empty row last, as a sheet that was once larger leaves them."""
THIRD: Final = """\
policy: trygghet-stora
extends: trygghet
label: {sv: Trygghet i stora områden, en: Safety in large areas}
source: pahitt
illustration: true
note: påhittat
insatser:
  belysning:
    add:
      - id: stora-omraden
        when: "invanare >= 1300"
        then: yes
        exception_to: [for-litet]
        because: {sv: många bor där, en: many live there}
        source: pahitt
        illustration: true
claims:
  - id: stora-far-ljus
    label: {sv: stora områden får bättre belysning, en: large areas get better lighting}
    check: {every: omrade, where: "invanare >= 1300", receives: belysning}
    assumption: true
    note: påhittat
"""


def grund(home: Path, *words: str, code: int = 0) -> str:
    """What the command says on stdout, as a user runs it; another exit code than `code` ends the journey."""
    result = command_line.travelled(words, home)
    if result.code != code:
        raise SystemExit(f"grund {' '.join(words)}: {result.code}\n{result.text}{result.talk}")
    print(f"grund {' '.join(words)}: {len(result.text.splitlines())} lines")
    return result.text.replace("\u00a0", " ")


def expect(text: str, *words: str) -> None:
    """That an answer says some words."""
    for word in words:
        if word not in text:
            raise SystemExit(f"not said: {word}\n{text}")


def rename(home: Path) -> None:
    """The names of the project, as its README says: two folders, the scenario, and the same word in three files."""
    for old in (f"rules/{OLD}", f"scenarios/{OLD}", f"scenarios/{OLD}.yaml"):
        (home / old).rename(home / old.replace(OLD, NEW))
    for name in (f"scenarios/{NEW}.yaml", f"scenarios/{NEW}/world.yaml", "scenarios/DEFAULT"):
        file = home / name
        file.write_text(file.read_text("utf-8").replace(OLD, NEW), "utf-8")


def journey(folder: Path) -> None:
    """The whole of it, in an empty folder."""
    grund(folder, "init", NEW)
    home = folder / NEW
    expect(grund(home, "run"), "Bättre belysning")
    rename(home)
    expect(grund(home, "check"), "Inga fel")
    sheet = home / f"scenarios/{NEW}/facts/ark.csv"
    sheet.write_text(SHEET, "utf-8-sig")
    grund(home, "check", code=1)  # G471 and G454 say: delete the empty columns and rows
    rows = [line.removesuffix(";;") for line in SHEET.splitlines() if line.strip(";")]
    sheet.write_text("\n".join(rows) + "\n", "utf-8-sig")
    (home / f"rules/{NEW}/policies/trygghet-stora.yaml").write_text(THIRD, "utf-8")
    scenario = home / f"scenarios/{NEW}.yaml"
    scenario.write_text(
        scenario.read_text("utf-8").replace("trygghet-barn]", "trygghet-barn, trygghet-stora]"), "utf-8"
    )
    expect(grund(home, "check"), "Inga fel", "3 policyer")
    expect(grund(home, "list", "policies"), "trygghet-stora")
    expect(grund(home, "explain", "Exempelbacken", "belysning", "--policy", "trygghet-stora"), "JA", "stora-omraden")
    expect(grund(home, "prove", "--policy", "trygghet-stora"), "bevisa")
    expect(grund(home, "compare", "trygghet", "trygghet-stora", "--all"), "Exempelbacken")
    expect(grund(home, "region", "trygghet", "trygghet-stora"), "1 300")
    grund(home, "report", "trygghet", "trygghet-stora", "-o", "rapport.html")
    expect((home / "rapport.html").read_text("utf-8"), "<html", "Exempelbacken")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        journey(Path(sys.argv[1] if sys.argv[1:] else temporary))
