"""Splits: an amount shared out in proportion to a key.

`Split`, or None with problems noted. Who shares, floor, cap and what it keeps back, step, remainder, and what an
impossible floor does are declared.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ...language.typing import fits
from ...model.apportion import REMAINDERS
from ...model.derivations import Split
from ...model.expressions import Expr
from .maker import Maker

_BOUND: Final = "none | @expression"
_NEEDS: Final = {
    "of": "@expression",
    "missing": "excluded | unknown",
    "floor": _BOUND,
    "cap": _BOUND,
    "step": "1 | 0.01 | …",
    "remainder": " | ".join(REMAINDERS),
}


def split(maker: Maker) -> Split | None:
    """The split."""
    given, report = maker.given, maker.report
    before = len(report.problems)
    floored, capped = given.floor not in (None, "none"), given.cap not in (None, "none")
    needs = _NEEDS | ({"capped": "shared | kept"} if capped else {})
    maker.chosen("split", **needs | ({"infeasible": "error | unknown"} if floored else {}))
    if given.cap == "none":
        maker.misplaced("capped", "cap: @expression", "cap: none")
    if given.floor == "none":
        maker.misplaced("infeasible", "floor: @expression", "floor: none")
    maker.typed("number")
    amount = _least(maker, "split", maker.everywhere(("split",), given.split or "", computed=True))
    key = None if given.of is None else _least(maker, "of", maker.value(("of",), given.of, "number"))
    floor = _least(maker, "floor", maker.value(("floor",), given.floor or "", "number")) if floored else None
    cap = _least(maker, "cap", maker.value(("cap",), given.cap or "", "number")) if capped else None
    where = None if given.where is None else maker.condition(("where",), given.where)
    step = _step(maker)
    if amount is not None:
        _holds(maker, amount)
    if amount is None or key is None or step is None or len(report.problems) > before:
        return None
    return Split(
        amount, key, where, given.missing == "excluded", floor, cap, given.capped or "", step, given.remainder or "",
        given.infeasible or "",
    )  # fmt: skip


def _least(maker: Maker, field: str, expr: Expr | None) -> Expr | None:
    """An expression that is never negative."""
    if expr is not None and expr.type.low < 0:
        maker.report.add("G303", maker.place(field), value=f"{expr.type.low:f}", wanted="≥ 0 (min)")
    return expr


def _step(maker: Maker) -> Decimal | None:
    step, decimals = maker.given.step, maker.shell.type.decimals
    if step is not None and step <= 0:
        maker.report.add("G303", maker.place("step"), value=step, wanted="> 0")
    elif step is not None and not fits(step, decimals):
        words = {"decimals": str(decimals), "attribute": maker.shell.id}
        maker.report.add("G404", maker.place("step"), value=step, **words)
    return step


def _holds(maker: Maker, amount: Expr) -> None:
    """A part lies in the declared domain: it may be nothing, and all."""
    kind = maker.shell.type
    if kind.kind == "number" and (kind.low > 0 or kind.high < amount.type.high):
        place = maker.place("max" if maker.given.max is not None else "split", key=True)
        maker.report.add("G303", place, value=f"{kind.high:f}", wanted=f"≥ {amount.type.high:f}")
