"""Remarks: what `grund check --strict` says of files that are right. Each code is raised by its page's example."""

from __future__ import annotations

from pathlib import Path

import command_line
import renew
from grund.analysis.lint import remarks


def test_a_new_project_has_none(tmp_path: Path) -> None:
    """What `grund init` leaves is finished: exit code 0 with --strict."""
    root = renew.project(tmp_path)
    code, out, err = command_line.run(["check", "--strict"], root)
    assert (code, err) == (0, b"")
    assert (
        out.decode("utf-8")
        .replace("\u00a0", " ")
        .startswith("Inga fel i 1 regelverk och 1 scenario; inga påpekanden.\n")
    )


def test_without_a_world_nothing_is_said_of_what_a_world_would_show(tmp_path: Path) -> None:
    """The rules alone do not show which sources the facts cite, or which attributes they deliver."""
    root = renew.project(tmp_path)
    vocabulary = root / "rules" / "exempelstad" / "vocabulary.yaml"
    text = vocabulary.read_text(encoding="utf-8")
    vocabulary.write_text(
        text.replace("  barn: {", "  hus: {level: omrade, type: bool, label: hus}\n  barn: {", 1), "utf-8"
    )
    assert remarks([str(root / "rules" / "exempelstad")]) == []
    assert [p.code for p in remarks([str(root)])] == ["G353"]


def test_only_strict_shows_them() -> None:
    """The shipped rules have sources for later use: shown with --strict, with exit code 1, and not without it."""
    assert command_line.run(["check"])[0] == 0
    code, out, err = command_line.run(["check", "--strict", "--lang", "en"])
    assert code == 1
    assert "warnings" in out.decode("utf-8") and "is not cited" in err.decode("utf-8")


def test_files_that_no_loader_takes_are_named(tmp_path: Path) -> None:
    """Another ending, another name, another letter case; a folder's notes and pictures are nobody's business."""
    root = renew.project(tmp_path)
    world, rules = root / "scenarios" / "exempelstad", root / "rules" / "exempelstad"
    for file in (world / "facts" / "x.CSV", world / "facts" / "y.xlsx", world / "partof.csv", rules / "policy.yml"):
        file.write_text("", encoding="utf-8")
    for file in (world / "README.md", world / "places.csv", world / "facts" / ".~x.xlsx"):
        file.write_text("", encoding="utf-8")
    files = [Path(p.place.file).name for p in remarks([str(root)]) if p.code == "G462" and p.place]
    assert sorted(files) == ["partof.csv", "policy.yml", "x.CSV", "y.xlsx"]


def test_an_area_outside_what_others_lie_in_is_named(tmp_path: Path) -> None:
    """Once for a level and hierarchy, with how many."""
    root = renew.project(tmp_path)
    file = root / "scenarios" / "exempelstad" / "part_of.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-2]), encoding="utf-8")
    (remark,) = remarks([str(root)])
    assert remark.code == "G463"
    assert remark.message("en").startswith("2 of 6 areas of level omrade have no parent in indelning: pahittsvik, sago")


def test_an_attribute_with_facts_that_nothing_reads_is_named(tmp_path: Path) -> None:
    """With facts it is delivered, and still of no use."""
    root = renew.project(tmp_path)
    vocabulary = root / "rules" / "exempelstad" / "vocabulary.yaml"
    more = "  hus: {level: omrade, type: bool, label: x}\n  barn: {"
    vocabulary.write_text(vocabulary.read_text(encoding="utf-8").replace("  barn: {", more, 1), encoding="utf-8")
    with (root / "scenarios" / "exempelstad" / "facts" / "omraden.csv").open("a", encoding="utf-8") as facts:
        facts.write("exempelbacken;hus;true;2026-01-01;;;;;true\n")
    assert [(p.code, p.words["name"]) for p in remarks([str(root)])] == [("G464", "hus")]
