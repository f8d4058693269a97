"""Words that officials and native readers read as something else are not among what the program shows.

A phrase here was shown once. It is looked for in the strings of the engine (docstrings and comments are not shown),
in the help, in the catalogue of problems, and in the labels and notes of our rules and scenarios.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
ENGINE: Final = ROOT / "engine/grund"

NEVER: Final = (
    # headings that are no nouns, and what municipal follow-up calls otherwise
    "Att veta", "To know", "I allt,", "In all,", "Vad som inte är känt", "What is not known", "Mot ramarna",
    "Against the frames", "ramar som inte håller", "frames that do not hold", "Ram minus", "Vägen uppåt",
    "The way up", "Mycket hänger på", "Much hangs on",
    # the opposite of what the rule does, destroying records, an order of places
    "minst tät", "Gallring", "poster på listan", "lika för lika:", "listning", "Byter plats", "delar plats",
    # translated word for word
    "säger samma sak", "say the same.", "just när detta", "just when this", "och aldrig annars", "and never otherwise",
    "Områden som flyttas", "Areas that move", "ett enda faktum", "one single fact were", "kända tillsammans",
    "known together", "ingen känd betalar", "nobody is known to pay", "nobody answers, so", "no way up",
    "träffar av", "hits of the", "lästes om", "were read again", "Gå dit med", "Go there with", "To be told",
    "suppressed for secrecy", "är ingen JSON", "is no JSON", "is no journal", "är ingen journal",
    "systemet säger nej", "the system says no", "goal of the field", "påhittade för att visa hur det fungerar",
    # one of too many words for not knowing
    "ej avgjort", "ej avgjorda", "inte avgjort eller inte känt", "undecided or unknown", "okänt om de",
)  # fmt: skip


def test_what_is_shown_has_none_of_the_words_we_left() -> None:
    shown = [*engine_strings(ENGINE), *data_lines(ROOT)]
    assert len(shown) > 5000
    wrong = [f"{where}: {phrase}" for where, text in shown for phrase in NEVER if phrase in text]
    assert not wrong, "\n".join(wrong)


def test_an_interpretation_is_named_by_more_than_an_adjective() -> None:
    """`vid` is a preposition; a heading that ends in it reads as unfinished."""
    bare = re.compile(r'\{sv: "?(vid|snäv)(?! tolkning)')
    wrong = [where for where, text in data_lines(ROOT) if bare.search(text)]
    assert not wrong


def engine_strings(engine: Path) -> Iterator[tuple[str, str]]:
    """Every string of the engine that is not a docstring, with its place."""
    for path in sorted(engine.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield f"{path.relative_to(engine)}:{node.lineno}", node.value


def data_lines(root: Path) -> Iterator[tuple[str, str]]:
    """Every line of the help, of the catalogue, and of our rules and scenarios, without comments."""
    paths = [root / "engine/grund/cli/help.csv", *sorted((root / "engine/grund/problems/catalogue").glob("*.yaml"))]
    paths += [*sorted((root / "rules").rglob("*.yaml")), *sorted((root / "scenarios").glob("*.yaml"))]
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.lstrip().startswith("#"):
                yield f"{path.relative_to(root)}:{number}", line
