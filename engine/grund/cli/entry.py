"""Entry: where the command line begins.

`grund --version` answers before anything heavy is imported.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .. import cli
from ..version import __version__
from .streams import STOPPED, UNREAD, drop, opened


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its documented code."""
    try:
        opened()
        words = list(sys.argv[1:] if argv is None else argv)
        if words == ["--version"]:
            print(__version__, flush=True)
            return
        cli.app.main(words)
    except BrokenPipeError:
        drop(1)
        sys.exit(UNREAD)
    except KeyboardInterrupt:
        sys.exit(STOPPED)
