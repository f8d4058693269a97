"""`grund mcp`: offer the questions as tools to an assistant, over stdin and stdout."""

from __future__ import annotations

from ..problems.extras import require
from .options import LangOption, say_whose


def mcp(scenario: str | None = None, /, *, lang: LangOption = "sv") -> int:
    """Offer the questions as tools to an assistant, over stdin and stdout (Model Context Protocol)."""
    if scenario is None:
        say_whose()
    require("grund.web.mcp_server").serve(scenario)
    return 0
