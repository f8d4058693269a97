"""`grund schema`: options, call and view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..batch.atomic_files import deliver
from .options import ForceOption, LangOption, OutputOption

if TYPE_CHECKING:
    pass


def schema(
    kind: Literal["vocabulary", "insatser", "policy", "goals", "world", "scenario"] | None = None,
    /,
    *,
    output: OutputOption = None,
    force: ForceOption = False,
    lang: LangOption = "sv",
) -> int:
    """JSON Schema för en sorts fil, för redigerare. / The JSON Schema of a kind of file, for editors."""
    from ..loading.schema import editor
    from ..views import list as listed

    if kind is None:
        return deliver(
            listed.schemas_text({name: at for name, (_, at) in editor.FILES.items()}, lang).encode(), output, force
        )
    return deliver(editor.text(kind).encode(), output, force)
