"""Live: facts arrive, change and are withdrawn, and the decisions follow."""

from typing import TYPE_CHECKING

from ..rooms import lazily

if TYPE_CHECKING:
    from . import (
        accept,
        changes,
        decision_set,
        fact_store,
        head,
        journal,
        journal_reader,
        rows,
        second_opinion,
        session,
        state,
        transition,
        worker,
        worker_client,
        worker_protocol,
    )
else:
    __getattr__ = lazily(__name__)
