"""Schemathesis over the OpenAPI document of the web door: no request that follows from it is a fault of the server's.

    python tests/fuzz_api.py [OPTIONS OF SCHEMATHESIS]      as --max-examples 200, --seed 25

Serves the project of `every_command` and asks it what Schemathesis makes of `/openapi.json`. Where `schemathesis` is
not installed, uv runs it in an environment of its own: it brings ten libraries that nothing else here needs. Exits as
it does: with 1 where an answer is a server error, or none that the document names.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import every_command
from web_server import serving

VERSION: Final = "4.32.5"
CHECKS: Final = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def main(options: list[str]) -> int:
    """What Schemathesis says of a server that answers as long as it asks."""
    own = shutil.which("schemathesis")
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    command = [own] if own else [uv, "tool", "run", f"schemathesis@{VERSION}"]
    with tempfile.TemporaryDirectory() as folder, serving(every_command.project(Path(folder) / "p")) as server:
        words = ["run", f"{server.at}/openapi.json", "--checks", CHECKS, "--continue-on-failure", *options]
        return subprocess.run([*command, *words], cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
