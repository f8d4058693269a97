"""The figures of the house: names, files, lines, arrows, shared class names, pronouns, function sizes, complexity.

    python tests/measure_house.py [ROOT]

ROOT is a checkout (this one by default), so that two commits are compared by running the same file over both.
Complexity counts branches, loops, handlers, boolean operators, conditional expressions and comprehensions. Ruff's C901,
which holds the same limit of 20, counts statements alone, so that a function may pass there and stand here.
"""

from __future__ import annotations

import ast
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

PRONOUNS: Final = frozenset(
    "found held said asked told each mine theirs every whole beside".split()  # noqa: SIM905 - reads as the list it is
)
LAYERS: Final = (
    ("problems",),
    ("model",),
    ("language",),
    ("loading",),
    ("engines",),
    ("analysis",),
    ("budgeting", "live"),
    ("batch", "exchange"),
    ("views",),
    ("report",),
    ("web",),
    ("cli",),
)
"""The rooms, ground floor first, as ARCHITECTURE.md draws them."""
BRANCHES: Final = (
    *(ast.If, ast.IfExp, ast.For, ast.While, ast.ExceptHandler, ast.With, ast.Assert, ast.comprehension),
    ast.match_case,
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(top: Path) -> dict[Path, str]:
    """Every Python file below a folder, by its path from there."""
    return {p.relative_to(top): p.read_text(encoding="utf-8") for p in sorted(top.rglob("*.py"))}


def functions(tree: ast.Module) -> Iterator[Function]:
    """Every function, methods and inner ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def code_lines(path: Path, tree: ast.Module) -> int:
    """Lines that are neither blank, nor comment, nor docstring."""
    covered: set[int] = set()
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type not in (
                tokenize.COMMENT,
                tokenize.NL,
                tokenize.NEWLINE,
                tokenize.ENCODING,
                tokenize.ENDMARKER,
            ):
                covered.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            covered.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(covered)


def complexity(function: Function) -> int:
    """One, and one for each decision in the function's own body."""
    inner = {id(n) for f in ast.walk(function) if isinstance(f, Function) and f is not function for n in ast.walk(f)}
    own = [n for n in ast.walk(function) if id(n) not in inner]
    extra = sum(len(n.values) - 1 for n in own if isinstance(n, ast.BoolOp))
    return 1 + extra + sum(isinstance(n, BRANCHES) and not isinstance(n, ast.With | ast.Assert) for n in own)


def bound_names(function: Function) -> set[str]:
    """The names that a function binds: its parameters and what it assigns."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def arrows_up(files: dict[Path, str]) -> list[str]:
    """Imports from one room into a room above it, or beside it on the same floor."""
    floor = {room: i for i, row in enumerate(LAYERS) for room in row}
    wrong = []
    for path, text in files.items():
        package = path.parts[:-1]
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.ImportFrom) or not node.level or not package:
                continue
            above = package[: len(package) - node.level + 1]
            target = (*above, *(node.module or "").split("."))[0] or node.names[0].name
            if target in floor and target != package[0] and floor[target] >= floor.get(package[0], -1):
                wrong.append(f"{path}:{node.lineno} {package[0]} -> {target}")
    return wrong


def main(root: Path) -> None:
    """Print a line per figure."""
    engine = root / "engine" / "grund"
    files = sources(engine)
    trees = {path: ast.parse(text) for path, text in files.items()}
    names = {p.name for p in engine.iterdir() if p.name != "__pycache__" and (p.is_dir() or p.suffix == ".py")}
    every_function = [f for tree in trees.values() for f in functions(tree)]
    sizes = sorted((f.end_lineno or f.lineno) - f.lineno + 1 for f in every_function)
    homes: dict[str, set[Path]] = defaultdict(set)
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].add(path)
    shared = {name: places for name, places in homes.items() if len(places) > 1}
    pronouns = Counter(name for f in every_function for name in bound_names(f) & PRONOUNS)
    binding = sum(bool(bound_names(f) & PRONOUNS) for f in every_function)
    hard = sorted(((complexity(f), f.name) for f in every_function), reverse=True)
    tests = sources(root / "tests")
    rows = {
        "names in engine/grund": len(names),
        "files": len(files),
        "lines": sum(text.count("\n") for text in files.values()),
        "lines of code": sum(code_lines(engine / path, tree) for path, tree in trees.items()),
        "lines of Python in tests": sum(text.count("\n") for text in tests.values()),
        "functions": len(every_function),
        "function lines, median / p90 / max": f"{median(sizes):.0f} / {sizes[len(sizes) * 9 // 10]} / {sizes[-1]}",
        "functions of complexity over 20": sum(c > 20 for c, _ in hard),
        "public classes that share a name": len(shared),
        "functions that bind a pronoun": f"{binding} ({100 * binding // len(every_function)} %)",
        "arrows up between rooms": len(arrows_up(files)),
    }
    for label, value in rows.items():
        print(f"{label:40} {value}")
    print("shared:", ", ".join(f"{n} x{len(p)}" for n, p in sorted(shared.items())))
    print("pronouns:", ", ".join(f"{n} {k}" for n, k in pronouns.most_common()))
    print("complex:", ", ".join(f"{n} {c}" for c, n in hard if c > 20))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1])
