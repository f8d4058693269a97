"""Ten screens in both languages, to read aloud: those of this checkout, or of another one beside it.

    python tests/screens.py [FOLDER] [--lines N]

FOLDER is a worktree of another commit (`git worktree add ../old COMMIT`), which shows the same screens as they were.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
SCREENS: Final = (
    "compare fokusomrade stadsdelslyft-ersatter",
    "run stockholm-2026",
    "explain Tensta insats-skola --policy stadsdelslyft",
    "budget budget-exempel",
    "goals",
    "gaps",
    "region fokusomrade stadsdelslyft-ersatter",
    "near stockholm-2026",
    "timeline stockholm-2015-2026",
    "--help",
)


def screen(folder: Path, words: str, lang: str) -> str:
    """What a command of the program in a folder says in a language, faults included."""
    done = subprocess.run(
        [sys.executable, "-m", "grund", *words.split(), "--lang", lang],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(folder / "engine"), "COLUMNS": "100", "NO_COLOR": "1"},
    )  # fmt: skip
    return done.stdout + done.stderr


def main() -> None:
    """Print the first lines of each screen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--lines", type=int, default=30)
    given = parser.parse_args()
    for words in SCREENS:
        for lang in ("sv", "en"):
            print(f"\n$ grund {words} --lang {lang}")
            print("\n".join(screen(given.folder.resolve(), words, lang).split("\n")[: given.lines]))


if __name__ == "__main__":
    main()
