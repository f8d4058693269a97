"""`grund schema`: print the JSON Schema of a file type, for editors."""

from __future__ import annotations

from typing import Literal

from ..batch.atomic_files import deliver
from ..loading.schema import editor
from ..views.list import schemas_text
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
        return deliver(schemas_text({name: at for name, (_, at) in editor.FILES.items()}, lang).encode(), output, force)
    return deliver(editor.text(kind).encode(), output, force)
