"""`grund openapi`: print the description of the server's API."""

from __future__ import annotations

from .. import model, web
from ..batch.atomic_files import deliver
from .options import LangOption, OutputOption


def openapi(*, output: OutputOption = None, force: bool = False, lang: LangOption = "sv") -> int:
    """Print the description of the server's API, OpenAPI 3.1, as JSON."""
    return deliver(model.canonical_json.dump(web.openapi.document()), output, force)
