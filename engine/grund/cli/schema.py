"""`grund schema`: print the JSON Schema of a file type, for editors, or of a command's JSON, for programs."""

from __future__ import annotations

from typing import Literal

from .. import loading, views
from ..batch.atomic_files import deliver
from ..problems.problem import GrundError, nearest, problem
from .options import LangOption, OutputOption


def schema(
    kind: Literal["vocabulary", "insatser", "policy", "goals", "world", "scenario"] | None = None,
    /,
    *,
    result: str | None = None,
    output: OutputOption = None,
    force: bool = False,
    lang: LangOption = "sv",
) -> int:
    """Print the JSON Schema of a file type, for editors."""
    answers = views.formats.answer_schema
    if kind is not None and result is not None:
        raise GrundError([problem("G509", None, why=f"{kind}, --result")])
    if result is not None:
        if result not in answers.commands():
            known = ", ".join(answers.commands())
            near = nearest(result, answers.commands())
            raise GrundError([problem("G312", None, near, what="@command", id=result, known=known)])
        return deliver(answers.text(result).encode(), output, force)
    if kind is not None:
        return deliver(loading.schema.editor.text(kind).encode(), output, force)
    places = {name: at for name, (_, at) in loading.schema.editor.FILES.items()}
    return deliver(views.list.schemas_text(places, lang).encode(), output, force)
