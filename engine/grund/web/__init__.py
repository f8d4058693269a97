"""Web: the door over HTTP: one address, one answer, the same as the command line's."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        answers,
        api,
        app,
        drawn_graph,
        guards,
        http_server,
        mcp_server,
        openapi,
        operations,
        page_routes,
        pages,
        queries,
        render,
        row_bodies,
        scenarios,
        site,
        workers,
    )
else:
    __getattr__ = lazily(__name__)
