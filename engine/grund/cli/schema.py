"""`grund schema`: print the JSON Schema of a file type, for editors."""

from __future__ import annotations

from typing import Literal

from .. import loading, views
from ..batch.atomic_files import deliver
from .options import LangOption, OutputOption


def schema(
    kind: Literal["vocabulary", "insatser", "policy", "goals", "world", "scenario"] | None = None,
    /,
    *,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Print the JSON Schema of a file type, for editors."""
    if kind is None:
        return deliver(
            views.list.schemas_text({name: at for name, (_, at) in loading.schema.editor.FILES.items()}, lang).encode(),
            output,
            force,
        )
    return deliver(loading.schema.editor.text(kind).encode(), output, force)
