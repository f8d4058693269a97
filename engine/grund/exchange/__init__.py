"""Exchange: other people's formats, read as they are and put in the files that the loader reads."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        calls,
        cell_texts,
        delimited,
        dmn,
        doubtful_rows,
        fetch_folder,
        fetched,
        fetched_world,
        from_sheet,
        geo,
        json_stat,
        kolada,
        map_layers,
        mapping,
        overlaps,
        part_file,
        periods,
        scb,
        scb_question,
        scb_validity,
        sheet_files,
        sweref,
        table_file,
        understanding,
    )
else:
    __getattr__ = lazily(__name__)
