"""Exchange: other people's formats, read as they are and put in the files that the loader reads."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        cell_texts,
        delimited,
        from_sheet,
        mapping,
        open_document,
        sheet_files,
        sheets,
        understanding,
        workbook,
    )
else:
    __getattr__ = lazily(__name__)
