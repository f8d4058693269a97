"""A condition on areas in a clause: `som ligger i ett fokusområde och vars CNI är minst 2`.

A `Speaker` says a condition by itself, without a subject (`ligger i ett fokusområde`). After the word for several areas
each part of it is said of them: what an attribute is takes `vars` (whose), what a yes-or-no attribute says takes `som`
(that), and what concerns the day, a parameter or an interpretation takes `när` (when).
"""

from __future__ import annotations

from ...model.expressions import OPERATORS, Expr, Literal, Name, Operation, Reference, names
from ...model.numbers import pick
from ...problems.label import Label
from .predicates import in_clause, of_several
from .sentences import Speaker


def areas_that(speak: Speaker, level: Label, condition: Expr) -> str:
    """The areas of a level that meet a condition: `stadsdelar som ligger i ett fokusområde`."""
    one = level.get(speak.lang)
    areas = level.of(2, speak.lang) if level.sv_many else pick(speak.lang, f"områden ({one})", f"areas ({one})")
    return f"{areas} {clause(speak, condition)}".rstrip()


def clause(speak: Speaker, condition: Expr) -> str:
    """What is said of areas, after the word for them; empty where it holds of all."""
    if isinstance(condition, Literal) and condition.value is True:
        return ""
    if isinstance(condition, Operation) and condition.op in ("and", "or"):
        word = f" {pick(speak.lang, *({'and': ('och', 'and'), 'or': ('eller', 'or')}[condition.op]))} "
        parts = [part for part in condition.args if not _always(part)] if condition.op == "and" else condition.args
        return word.join(_within(speak, part, condition.op) for part in parts)
    text = speak.say(condition)
    if not _of_area(condition):
        return pick(speak.lang, f"när {_not_first(text)}", f"when {text}")
    if isinstance(condition, Reference) or speak.predicate(condition):
        return pick(speak.lang, f"som {in_clause(text)}", f"that {of_several(text)}")
    if _compared(condition):
        return pick(speak.lang, f"vars {_not_first(text)}", f"whose {text}")
    return pick(speak.lang, f"som uppfyller detta: {text}", f"that meet this: {text}")


def _always(condition: Expr) -> bool:
    return isinstance(condition, Literal) and condition.value is True


def _within(speak: Speaker, part: Expr, op: str) -> str:
    """A part of a condition, in brackets where it has parts that another word joins."""
    text = clause(speak, part)
    return f"({text})" if isinstance(part, Operation) and part.op in ("and", "or") and part.op != op else text


def _of_area(condition: Expr) -> bool:
    """Whether it reads something of the area, and not the day, a parameter or an interpretation alone."""
    return any(Name.parse(name)[0] not in ("param", "tolkning") and name != "day" for name in names(condition))


def _compared(condition: Expr) -> bool:
    """Whether it says what an attribute of the area is or is not: `klassificering är utsatt område`."""
    if not isinstance(condition, Operation):
        return False
    if condition.op == "not":
        return _compared(condition.args[0])
    return OPERATORS[condition.op].group in ("compare", "member") and _of_area(condition.args[0])


def _not_first(text: str) -> str:
    """A comparison in a Swedish subordinate clause: `inte` stands before its verb."""
    return text.replace(" är inte ", " inte är ", 1)
