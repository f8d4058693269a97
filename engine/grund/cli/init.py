"""`grund init`: create a small project of your own to start from."""

from __future__ import annotations

from .. import loading, views
from ..batch.atomic_files import write_folder
from .options import LangOption


def init(folder: str, /, *, lang: LangOption = "sv") -> int:
    """Create a small project of your own to start from."""
    files = views.init.files(loading.paths.template(), loading.paths.schemas())
    write_folder(folder, files)
    print(views.init.text(folder, files, lang))
    return 0
