"""Licences of everything in the lock files, as the packages themselves state them.

    python tests/licences.py      renew tests/licences.csv, which test_licences.py holds to what is installed

A licence is an SPDX expression: that of the metadata, else what its `License` or its classifiers say. Where a package
says nothing there, `STATED` has what its licence file says. What is locked for other platforms is not installed here,
and its licence is `unknown`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
TABLE: Final = ROOT / "tests" / "licences.csv"
LOCKS: Final = {
    "user": "requirements-user.lock",
    "development": "requirements.lock",
    "benchmarks": "requirements-peers.lock",
}
"""Who installs a package, and the lock that says so; a package stands at the first that has it."""
UNKNOWN: Final = "unknown"
SPDX: Final[Mapping[str, str]] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What metadata says in other words. `BSD` is one that does not say which."""
STATED: Final[Mapping[str, str]] = {"axe-playwright-python": "MIT", "zen-engine": "MIT"}
"""From the licence file of a package whose metadata names no licence."""
ALLOWED: Final = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "LGPL-3.0-only", "MIT", "MIT-0", "MPL-1.1",
    "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip
"""What may come with grund and its extras: it may be used, changed and passed on beside a program of any licence."""


def locked() -> dict[str, str]:
    """Every package of the locks by name, with who installs it."""
    names: dict[str, str] = {}
    for who, lock in LOCKS.items():
        for name in re.findall(r"^([\w.-]+)==", (ROOT / ".ci" / lock).read_text("utf-8"), re.MULTILINE):
            names.setdefault(name, who)
    return dict(sorted(names.items()))


def licence(name: str) -> str:
    """The licence of an installed package; `unknown` where it is not installed or says nothing."""
    try:
        stated = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return UNKNOWN
    classifiers = [c.rpartition(" :: ")[2] for c in stated.get_all("Classifier", []) if c.startswith("License ::")]
    field = stated.get("License", "").strip()
    choices = [SPDX.get(c, c) for c in classifiers if c != "OSI Approved"]
    if stated.get("License-Expression"):
        return str(stated["License-Expression"])
    if field and "\n" not in field and len(field) < 30:
        return SPDX.get(field, field)
    return " OR ".join(choices) or STATED.get(name, UNKNOWN)


def allowed(expression: str) -> bool:
    """Whether some choice of an SPDX expression has allowed licences alone."""
    expression = re.sub(r"\(([^()]*)\)", lambda m: str(allowed(m[1])), expression)
    choices = (part.split(" AND ") for part in expression.split(" OR "))
    return any(all(name.strip() in ALLOWED | {"True"} for name in choice) for choice in choices)


def table() -> dict[str, tuple[str, str]]:
    """The committed list: who installs a package, and its licence."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["package"]: (row["installed_by"], row["licence"]) for row in csv.DictReader(file)}


if __name__ == "__main__":
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["package", "installed_by", "licence"])
        writer.writerows([name, who, licence(name)] for name, who in locked().items())
