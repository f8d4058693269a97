"""Tables: what `grund.table` gives, the shape of a table of typed columns, and the run that it is of."""

from typing import TYPE_CHECKING

from ....rooms import lazily

if TYPE_CHECKING:
    from . import answer_tables, run_meta, shape, shown
else:
    __getattr__ = lazily(__name__)
