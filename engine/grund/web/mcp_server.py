"""MCP server: the operations as tools of the Model Context Protocol, for assistants that answer with their grounds.

Every tool only reads; an answer is that of the command of the same name, with its ids, sources and marks; what is
unknown is said as unknown, and what is left out for its size is said with the command that gives it.
"""

from __future__ import annotations

import asyncio
import shlex
from functools import partial
from typing import Any, Final

import orjson
from mcp import types
from mcp.server import Server
from mcp.server.stdio import stdio_server

from ..problems.problem import GrundError, told
from ..version import __version__
from ..views.formats.short_answer import shortened
from ..views.formats.text import as_markdown
from .operations import OPERATIONS, command_of
from .queries import from_body
from .scenarios import ScenarioStore, opened

_MOST: Final = 200_000
"""Bytes of data in an answer, at most."""
_INSTRUCTIONS: Final = (
    "Decisions about which areas receive which interventions, made by declared rules. Quote the rule, fact and source "
    "that an answer names. Unknown is not no and not zero: say that it is unknown, and what is missing. [V] verified, "
    "[H] derived, [G] not verified; assumption and illustration must be said wherever the value is."
)


def serve(scenario: str | None = None) -> None:
    """Answer until stdin ends; raises `GrundError` where the scenario has problems."""
    asyncio.run(_serve(opened(scenario)))


async def _serve(scenarios: ScenarioStore) -> None:
    made = server(scenarios)
    async with stdio_server() as (reading, writing):
        await made.run(reading, writing, made.create_initialization_options())


def server(scenarios: ScenarioStore) -> Server[Any]:
    """The server of a scenario's tools."""

    async def listed(context: Any, parameters: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools())

    async def called(context: Any, parameters: types.CallToolRequestParams) -> types.CallToolResult:
        given = parameters.arguments or {}
        return await asyncio.to_thread(partial(answer, scenarios, parameters.name, given))

    return Server("grund", version=__version__, instructions=_INSTRUCTIONS, on_list_tools=listed, on_call_tool=called)


def tools() -> list[types.Tool]:
    """A tool for each operation."""
    reads = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return [
        types.Tool(
            name=name,
            description=(row.query.__doc__ or "").strip(),
            input_schema=row.query.model_json_schema(),
            annotations=reads,
        )
        for name, row in OPERATIONS.items()
    ]


def answer(scenarios: ScenarioStore, name: str, given: dict[str, Any]) -> types.CallToolResult:
    """The answer of a tool: the short answer in words, and the whole as data where it is not too large."""
    if name not in OPERATIONS:
        return _said(f"no tool is called {name!r}: {', '.join(OPERATIONS)}", wrong=True)
    lang = "en" if given.get("lang") == "en" else "sv"
    try:
        query = from_body(OPERATIONS[name].query, given)
        scenario = scenarios.of(query)
        words = command_of(name, scenario, query)
        result = OPERATIONS[name].answer(scenario, query).of(scenario, words[1:], lang)
    except GrundError as error:
        return _said("\n\n".join(told(error.problems, lang)), wrong=True)
    blocks = (result.short or result.blocks) if query.tried else shortened(result)
    text = as_markdown(blocks, lang)
    size = len(orjson.dumps(result.data))
    if size > _MOST:
        by_command = {} if query.tried else {"command": shlex.join(words)}  # no command says what is tried
        return _said(text, data={"left_out": f"{size} bytes of data; narrow the question", **by_command})
    return _said(text, data=result.data if isinstance(result.data, dict) else {"answer": result.data})


def _said(text: str, data: dict[str, Any] | None = None, wrong: bool = False) -> types.CallToolResult:
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=text)]
    return types.CallToolResult(content=content, structured_content=data, is_error=wrong)
