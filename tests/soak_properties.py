"""The properties of one module of the suite, on more random examples than the suite has, and on others.

    python tests/soak_properties.py --module test_timeline --runs 500 --seed 7

A run is an example that Hypothesis counts as passing, of any property of the module (`strategies.examples`).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import Final

import soaking
from soaking import Outcome

MODULES: Final = (
    "test_properties",
    "test_accountability",
    "test_allocation",
    "test_difference",
    "test_examples",
    "test_hostile",
    "test_measures",
    "test_timeline",
)
_PASSING: Final = re.compile(r"- (\d+) passing\b")


def batch(examples: int, start: int, module: str) -> Outcome:
    """The properties of a module in a process of its own, each on so many examples."""
    words = [f"tests/{module}.py", "-n", "0", "-m", "hypothesis", "--examples", str(examples)]
    words += [f"--hypothesis-seed={start}", "--hypothesis-show-statistics"]
    path = os.pathsep.join(str(soaking.ROOT / name) for name in ("engine", "tests"))
    command = [sys.executable, "-m", "pytest", *words]
    env = os.environ | {"PYTHONPATH": path}
    done = subprocess.run(command, cwd=soaking.ROOT, env=env, capture_output=True, text=True, check=False)
    passing = sum(map(int, _PASSING.findall(done.stdout)))
    return Outcome(passing, [done.stdout[-8000:] + done.stderr[-2000:]] if done.returncode else ())


if __name__ == "__main__":
    sys.exit(soaking.main(batch, 5, 20_000, {"module": MODULES}))
