"""Remarks: what `grund check --strict` says of files that are right. Each code is raised by its page's example."""

from __future__ import annotations

from pathlib import Path

import renew
from grund.remarks import remarks


def test_a_new_project_has_none(tmp_path: Path) -> None:
    """What `grund init` leaves is finished: exit code 0 with --strict."""
    root = renew.project(tmp_path)
    code, out, err = renew.said(["check", "--strict"], root)
    assert (code, err) == (0, b"")
    assert out.decode("utf-8").replace("\u00a0", " ").endswith("0 fel, 0 anmärkningar\n")


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
    assert renew.said(["check"])[0] == 0
    code, out, err = renew.said(["check", "--strict", "--lang", "en"])
    assert code == 1
    assert "remarks" in out.decode("utf-8") and "is not cited" in err.decode("utf-8")
