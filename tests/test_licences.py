"""What is installed, and under which licence: the list of the locks is complete, true and allowed."""

from __future__ import annotations

import re
import tomllib

from licences import LOCKS, ROOT, UNKNOWN, allowed, licence, locked, table


def test_the_list_is_what_packages_say() -> None:
    """Every locked package has its row, which says what its own metadata says (python tests/licences.py)."""
    names, rows = locked(), table()
    assert {name: who for name, (who, _) in rows.items()} == names
    stated = {name: licence(name) for name in names}
    assert {name: rows[name][1] for name in names if stated[name] != UNKNOWN} == {
        name: text for name, text in stated.items() if text != UNKNOWN
    }


def test_licences_are_allowed() -> None:
    """What a user or a developer installs; peers of the benchmarks are installed by whoever measures against them."""
    rows = {name: text for name, (who, text) in table().items() if who != "benchmarks"}
    elsewhere = {name for name, text in rows.items() if text == UNKNOWN}
    assert elsewhere == {"colorama", "httpx2-jsfetch", "pywin32"}, "installed on other platforms alone"
    assert all(table()[name][0] == "development" for name in elsewhere)
    assert not [(name, text) for name, text in rows.items() if name not in elsewhere and not allowed(text)]


def test_what_an_expression_allows() -> None:
    """One choice that is allowed is enough; all parts of it have to be."""
    assert allowed("MIT") and allowed("GPL-3.0 OR MIT") and allowed("MPL-2.0 AND (Apache-2.0 OR MIT)")
    assert not allowed("AGPL-3.0-or-later") and not allowed("MIT AND GPL-3.0") and not allowed(UNKNOWN)
    assert not allowed("MIT AND (GPL-3.0 OR AGPL-3.0)")


def test_no_peer_is_locked_for_others() -> None:
    """What grund is measured against is in a lock of its own, whole in `peers` of pyproject.toml."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    peers = {re.split("[<>=]", peer)[0] for peer in groups["peers"]}
    for who, lock in LOCKS.items():
        names = set(re.findall(r"^([\w.-]+)==", (ROOT / ".ci" / lock).read_text("utf-8"), re.MULTILINE))
        assert peers & names == (peers if who == "benchmarks" else set()), lock
