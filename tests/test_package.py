"""The built wheel, installed where there is no checkout: the rules and scenarios come with it, and it answers.

No network: the wheel is built by the hatchling that is here, and the fresh environment borrows the third parties of
this one by a `.pth` file (which does not carry over this one's editable `grund`).
"""

from __future__ import annotations

import os
import site
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]


def call(*words: str | Path, cwd: Path) -> str:
    """What a process says; its errors are the test's."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    done = subprocess.run([str(w) for w in words], cwd=cwd, env=clean, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "-q")
    call(sys.executable, "-m", "pip", "wheel", *options, "-w", folder, ROOT, cwd=folder)
    (found,) = folder.glob("grund-*.whl")
    return found


def environment(home: Path) -> tuple[Path, Path]:
    """A fresh environment: the folders of its programs and of its packages."""
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    packages = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    return home / ("Scripts" if os.name == "nt" else "bin"), Path(packages)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it; the folder of its programs."""
    programs, packages = environment(tmp_path_factory.mktemp("environment"))
    python = programs / "python"
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()) + "\n", encoding="utf-8")
    options = ("--no-deps", "--no-index", "--disable-pip-version-check", "-q", "--no-compile", "--ignore-installed")
    call(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=packages)
    return programs


def test_the_wheel_holds_rules_and_scenarios(wheel: Path) -> None:
    """Every file of rules/ and scenarios/ is inside, byte for byte, and nothing of the tests."""
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        for folder in ("rules", "scenarios"):
            for path in sorted((ROOT / folder).rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    name = f"grund/shipped/{path.relative_to(ROOT).as_posix()}"
                    assert name in inside
                    assert archive.read(name) == path.read_bytes()
    assert {"grund/model/scenario.py", "grund/py.typed", "grund/loading/template/README.md"} <= inside
    assert not [n for n in inside if n.startswith(("tests/", "engine/", "benchmarks/")) or n.endswith(".pyc")]


@pytest.mark.slow
def test_it_answers_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    """From an empty folder: the version, the checked rules, and the comparison people discuss."""
    program = installed / "grund"
    where = call(installed / "python", "-c", "import grund; print(grund.__file__)", cwd=tmp_path)
    assert str(installed.parent) in where
    assert call(program, "--version", cwd=tmp_path).strip()
    assert call(program, "check", cwd=tmp_path).startswith("Inga fel i ")
    said = call(program, "compare", "fokusomrade", "stadsdelslyft-ersatter", cwd=tmp_path)
    assert "omfattas 27 (snäv tolkning: 21) av A och 8 av B" in " ".join(said.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_it_gives_the_bytes_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    """Installed or not, the same inputs give the same record."""
    words = ("run", "stockholm-2026", "--policy", "fokusomrade", "--format", "json")
    here = call(sys.executable, "-m", "grund", *words, cwd=ROOT)
    assert call(installed / "grund", *words, cwd=tmp_path) == here


CLIENT: Final = """
import grund

comparison = grund.compare(grund.load("stockholm-2026"), "fokusomrade", "stadsdelslyft")
policies: list[str] = [comparison.a.id, comparison.b.id]
sides: int = len(comparison.sides)
wrong: str = comparison.sides
"""


@pytest.mark.slow
def test_a_client_is_typed(wheel: Path, tmp_path: Path) -> None:
    """The package says *Typed*: a client's types are checked against the wheel, and its one mistake is found. Of third
    parties, which the client does not use, there are none: to read them takes longer than all the rest."""
    programs, packages = environment(tmp_path / "bare")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (tmp_path / "client.py").write_text(CLIENT, encoding="utf-8")
    words = ("-m", "mypy", "--strict", "--python-executable", str(programs / "python"), "--cache-dir", os.devnull)
    done = subprocess.run([sys.executable, *words, "client.py"], cwd=tmp_path, capture_output=True, text=True)
    assert [line.partition(": ")[0] for line in done.stdout.splitlines()[:-1]] == ["client.py:7"], done.stdout


def test_public_names_are_listed() -> None:
    """`dir(grund)` names what the package offers, and nothing is imported for it."""
    words = (
        "import sys, grund; assert {'compare', 'load', 'Session'} <= {*dir(grund)}; print('grund.model' in sys.modules)"
    )
    assert call(sys.executable, "-c", words, cwd=ROOT / "engine").strip() == "False"
