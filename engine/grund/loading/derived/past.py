"""Past: what is made of days before the day, and of rules: how long, how often, how many.

`Since`, `History`, `Fired`, or None with problems. What is counted, and in what series, is declared.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...model.derivations import Fired, History, Since
from .maker import Maker


def since(maker: Maker) -> Since | None:
    """How long a condition has held."""
    before = len(maker.report.problems)
    maker.typed("number")
    maker.chosen("since", count="days | lists")
    if maker.given.count == "years":
        maker.report.add("G303", maker.place("count"), value="years", wanted="days, lists")
    expr = maker.condition(("since",), maker.given.since or "")
    _series(maker, "since")
    if expr is None or len(maker.report.problems) > before:
        return None
    return Since(expr, maker.given.count or "", maker.given.series)


def history(maker: Maker) -> History | None:
    """Whether, or on how many, of the last days, years or lists a condition has held."""
    given, before = maker.given, len(maker.report.problems)
    maker.chosen("history", aggregate="any | all | count", last="@whole", count="days | years | lists")
    if given.aggregate not in (None, "any", "all", "count"):
        maker.report.add("G303", maker.place("aggregate"), value=given.aggregate, wanted="any, all, count")
    if given.aggregate is not None:
        maker.typed("number" if given.aggregate == "count" else "bool")
    expr = maker.condition(("history",), given.history or "")
    last = None if given.last is None else maker.everywhere(("last",), given.last)
    if last is not None and (last.type.low < 0 or last.type.decimals or last.type.high > 1_000_000):
        maker.report.add("G303", maker.place("last"), value=given.last, wanted="@whole")
    _series(maker, "history")
    if expr is None or last is None or len(maker.report.problems) > before:
        return None
    return History(expr, given.aggregate or "", last, given.count or "", given.series)


def fired(maker: Maker) -> Fired | None:
    """A count of rules; which rules there are is seen to when the policies are read (`counted`)."""
    given: Sequence[str] = maker.given.fired or ()
    maker.typed("number")
    for i, rule in enumerate(given):
        if rule in given[:i]:
            maker.report.add("G304", maker.place("fired", i), id=rule, first="@list")
    if not given:
        maker.report.add("G303", maker.place("fired", key=True), value="", wanted="@rule")
    if len(maker.shell.levels) != 1:
        maker.report.add("G303", maker.place("level", key=True), value=", ".join(maker.shell.levels), wanted="1 @level")
    return Fired(tuple(given)) if given else None


def _series(maker: Maker, kind: str) -> None:
    """A series where lists are counted, and only there."""
    given = maker.given
    if given.count == "lists":
        known = sorted({a.series for a in maker.words.attributes.values() if a.series})
        if maker.chosen(kind, series=", ".join(known) or "–"):
            maker.report.known(maker.place("series"), "@series", given.series, known)
    else:
        maker.only_with("series", "count", "lists")
