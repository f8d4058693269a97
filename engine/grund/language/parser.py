"""Parser: the text of a condition or formula to an untyped tree.

Enters: text. Leaves: an `Expr` whose types are still `UNTYPED` (see `resolve`).
Promise: bounded time and memory for any text; every error has its span; sugar (`!=`, `not in`, `between`,
intervals, chains, `is not missing`, `otherwise`) is gone when the tree leaves.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final

from ..model.expressions import Expr, Literal, Operation, Reference, Span, size
from ..problems.problem import problem
from .tokens import FUNCTIONS, MAX_LEVELS, MAX_NODES, MAX_NUMBER, MAX_TERMS, ParseError, Token, tokens

_MEANT: Final = {"och": "and", "eller": "or", "inte": "not", "är": "=", "saknas": "is missing", "mellan": "between"}
_COMPARE: Final = {"=": "eq", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "!=": "ne"}
_DOUBLED: Final = {"==": "=", "=>": ">=", "=<": "<=", "<>": "!="}
"""Comparisons as other languages write them, which are two signs here."""
_DIRECTION: Final = {"<": 1, "<=": 1, ">": -1, ">=": -1}


def parse(text: str, formula: bool = False) -> Expr:
    """The untyped tree of a condition (or, with `formula`, of a formula).

    Raises `ParseError` at the first error in the text.
    """
    parser = _Parser(tokens(text), formula)
    expr = parser.expression(0)
    parser.expect_end()
    return expr


class _Parser:
    """Recursive descent over the grammar of LANGUAGE §3, with levels and nodes counted."""

    def __init__(self, tokens: list[Token], formula: bool) -> None:
        self.tokens, self.formula = tokens, formula
        self.index = self.nodes = 0

    # ── reading tokens
    @property
    def now(self) -> Token:
        return self.tokens[self.index]

    def take(self, text: str) -> Token | None:
        token = self.tokens[self.index]
        if token.text == text and token.kind in ("word", "sign"):
            self.index += 1
            return token
        return None

    def need(self, text: str) -> Token:
        token = self.take(text)
        if token is None:
            raise self.expected(repr(text))
        return token

    def expected(self, wanted: str) -> ParseError:
        token = self.now
        text = repr(token.text) if token.kind != "end" else "@end"
        span = (token.start, max(token.end, token.start + 1))
        return ParseError(span, problem("G204", near=self.meant(), wanted=wanted, found=text))

    def meant(self) -> str | None:
        """What was probably meant by a word that cannot stand here: `och`, `==`, `15 000`."""
        token, before = self.now, self.tokens[self.index - 1]
        if token.kind == before.kind == "number":
            return f"{before.text}{token.text}"
        return _MEANT.get(token.text.lower())

    def expect_end(self) -> None:
        if self.now.kind != "end":
            raise self.expected("and, or")

    # ── building nodes
    def node(self, op: str, args: tuple[Expr, ...]) -> Operation:
        self.count(args[0].span)
        if op in ("and", "or"):
            flat: list[Expr] = []
            for arg in args:
                same = isinstance(arg, Operation) and arg.op == op
                flat.extend(arg.args if same else (arg,))  # type: ignore[union-attr]
            args = tuple(flat)
        return Operation(op, args, span=(args[0].span[0], args[-1].span[1]))

    def count(self, span: Span, nodes: int = 1) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise ParseError(span, problem("G208", what="@nodes", limit=MAX_NODES))

    def again(self, expr: Expr) -> Expr:
        """The expression at one more place of the tree; written once, it counts as often as it stands there."""
        self.count(expr.span, size(expr))
        return expr

    def shallow(self, level: int, token: Token) -> None:
        """Refuse what lies too many levels deep."""
        if level > MAX_LEVELS:
            raise ParseError((token.start, token.end), problem("G208", what="@levels", limit=MAX_LEVELS))

    def terms(self, number: int, sign: Token) -> None:
        if number > MAX_TERMS:
            raise ParseError((sign.start, sign.end), problem("G208", what="@terms", limit=MAX_TERMS))

    # ── the grammar
    def expression(self, level: int) -> Expr:
        self.shallow(level, self.now)
        parts = [self.conjunction(level)]
        while self.take("or"):
            parts.append(self.conjunction(level))
        return parts[0] if len(parts) == 1 else self.node("or", tuple(parts))

    def conjunction(self, level: int) -> Expr:
        parts = [self.negation(level)]
        while self.take("and"):
            parts.append(self.negation(level))
        return parts[0] if len(parts) == 1 else self.node("and", tuple(parts))

    def negation(self, level: int) -> Expr:
        start = self.take("not")
        if start is None:
            return self.test(level)
        self.shallow(level, start)
        inner = self.negation(level + 1)
        self.count(inner.span)
        return Operation("not", (inner,), span=(start.start, inner.span[1]))

    def test(self, level: int) -> Expr:
        left = self.sum(level)
        if self.now.text in _COMPARE and self.now.kind == "sign":
            return self.comparison(left, level)
        negated = self.now.text == "not" and self.tokens[self.index + 1].text in ("between", "in")
        if negated:
            self.index += 1
        if self.take("between"):
            low = self.sum(level)
            self.need("and")
            high = self.node("le", (self.again(left), self.sum(level)))
            expr: Expr = self.node("and", (self.node("ge", (left, low)), high))
        elif self.take("in"):
            expr = self.membership(left, level)
        elif self.take("is"):
            negated = self.take("not") is not None
            end = self.need("missing").end
            self.count(left.span)
            expr = Operation("missing", (left,), span=(left.span[0], end))
        else:
            return left
        return self.invert(expr) if negated else expr

    def invert(self, inner: Expr) -> Expr:
        self.count(inner.span)
        return Operation("not", (inner,), span=inner.span)

    def comparison(self, left: Expr, level: int) -> Expr:
        sign = self.tokens[self.index]
        self.index += 1
        if (near := _DOUBLED.get(f"{sign.text}{self.now.text}")) and self.now.start == sign.end:
            span, twice = (sign.start, self.now.end), repr(f"{sign.text}{self.now.text}")
            raise ParseError(span, problem("G204", near=near, wanted="@comparison", found=twice))
        right = self.sum(level)
        first = self.compare(sign, left, right)
        then = self.now
        if then.kind != "sign" or then.text not in _COMPARE:
            return first
        if _DIRECTION.get(sign.text, 0) * _DIRECTION.get(then.text, 0) != 1:
            raise ParseError((then.start, then.end), problem("G213"))
        self.index += 1
        second = self.compare(then, self.again(right), self.sum(level))
        return self.node("and", (first, second))

    def compare(self, sign: Token, left: Expr, right: Expr) -> Expr:
        op = _COMPARE[sign.text]
        return self.invert(self.node("eq", (left, right))) if op == "ne" else self.node(op, (left, right))

    def membership(self, left: Expr, level: int) -> Expr:
        """What follows `in`: an interval, or a list of items and intervals."""
        if self.take("["):
            return self.interval(left, "[", self.sum(level), level)
        self.need("(")
        items: list[Expr] = []
        ranges: list[Expr] = []
        first = True
        while True:
            if bracket := self.take("["):
                ranges.append(self.interval(left, bracket.text, self.sum(level), level))
            else:
                item = self.item(left, ranges, level)
                if first and item is not None and self.now.text == "..":
                    return self.interval(left, "(", item, level)
                if item is not None:
                    items.append(item)
            first = False
            if not self.take(","):
                break
        self.need(")")
        if len(items) == 1:
            ranges.insert(0, self.node("eq", (left, items[0])))
        elif items:
            ranges.insert(0, self.node("in", (left, *items)))
        return ranges[0] if len(ranges) == 1 else self.node("or", tuple(ranges))

    def item(self, left: Expr, ranges: list[Expr], level: int) -> Expr | None:
        """One item of a list; an open interval `(a .. b)` goes to `ranges` instead."""
        if self.opens_interval():
            self.need("(")
            ranges.append(self.interval(left, "(", self.sum(level), level))
            return None
        return self.sum(level)

    def opens_interval(self) -> bool:
        """Whether a `(` stands here with a `..` of its own before it is closed."""
        depth = 0
        for token in self.tokens[self.index :]:
            if token.kind == "sign" and token.text in "([":
                depth += 1
            elif token.kind == "sign" and token.text in ")]":
                depth -= 1
            elif depth == 1 and token.text == "..":
                return True
            if depth == 0:
                break
        return False

    def interval(self, left: Expr, bracket: str, low: Expr, level: int) -> Expr:
        self.need("..")
        high = self.sum(level)
        if not (closing := self.take("]") or self.take(")")):
            raise self.expected("']', ')'")
        lower = self.node("ge" if bracket == "[" else "gt", (self.again(left), low))
        upper = self.node("le" if closing.text == "]" else "lt", (self.again(left), high))
        return self.node("and", (lower, upper))

    def sum(self, level: int) -> Expr:
        left, number = self.product(level), 1
        while (sign := self.take("+") or self.take("-")) is not None:
            self.terms(number := number + 1, sign)
            left = self.node("add" if sign.text == "+" else "sub", (left, self.product(level)))
        return left

    def product(self, level: int) -> Expr:
        left, number = self.defaulted(level), 1
        while (sign := self.take("*") or self.take("/")) is not None:
            self.terms(number := number + 1, sign)
            if sign.text == "/" and not self.formula:
                raise ParseError((sign.start, sign.end), problem("G211", op="/"))
            left = self.node("mul" if sign.text == "*" else "div", (left, self.defaulted(level)))
        return left

    def defaulted(self, level: int) -> Expr:
        """A value, and what takes its place where it is missing: `x otherwise 0` is `if x is missing then 0 else x`."""
        left = self.unary(level)
        word = self.take("otherwise")
        if word is None:
            return left
        self.shallow(level, word)
        if isinstance(left, Literal):
            raise ParseError((left.span[0], word.end), problem("G821"))
        default = self.defaulted(level + 1)
        self.count(left.span)
        test = Operation("missing", (self.again(left),), span=left.span)
        self.count(left.span)
        return Operation("if", (test, default, left), span=(left.span[0], default.span[1]))

    def unary(self, level: int) -> Expr:
        sign = self.take("-")
        if sign is None:
            return self.atom(level)
        inner = self.atom(level)
        if isinstance(inner, Literal) and isinstance(inner.value, Decimal):
            return Literal(-inner.value, span=(sign.start, inner.span[1]))
        return self.node("sub", (Literal(Decimal(0), span=(sign.start, sign.end)), inner))

    def atom(self, level: int) -> Expr:
        token = self.now
        span = (token.start, token.end)
        self.count(span)
        if token.kind == "word":
            return self.word(token, span, level)
        if token.text == "(" and token.kind == "sign":
            self.index += 1
            inner = self.expression(level + 1)
            self.need(")")
            return inner
        if token.kind not in ("number", "date", "quoted", "name"):
            raise self.expected("@value")
        self.index += 1
        if token.kind == "name":
            return Reference(token.text, span=span)
        return Literal(_constant(token, span), span=span)

    def word(self, token: Token, span: Span, level: int) -> Expr:
        if self.take("true") or self.take("false"):
            return Literal(token.text == "true", span=span)
        if self.take("day"):
            return Reference("day", span=span)
        if self.take("if"):
            condition = self.expression(level + 1)
            self.need("then")
            yes = self.expression(level + 1)
            self.need("else")
            no = self.expression(level + 1)
            return Operation("if", (condition, yes, no), span=(span[0], no.span[1]))
        if token.text in FUNCTIONS:
            return self.function(token, span, level)
        raise self.expected("@value")

    def function(self, token: Token, span: Span, level: int) -> Expr:
        if not self.formula:
            raise ParseError(span, problem("G211", op=token.text))
        self.index += 1
        self.need("(")
        args = [self.expression(level + 1)]
        while self.take(","):
            args.append(self.expression(level + 1))
        end = self.need(")").end
        if token.text == "abs":
            if len(args) != 1:
                raise ParseError(span, problem("G204", wanted="abs(x)", found=f"{len(args)}"))
            negative = self.node("sub", (Literal(Decimal(0), span=span), self.again(args[0])))
            return self.node("max", (args[0], negative))
        return Operation(token.text, tuple(args), span=(span[0], end))


def _constant(token: Token, span: Span) -> Decimal | date | str:
    if token.kind == "quoted":
        return token.text[1:-1]
    if token.kind == "date":
        try:
            return date.fromisoformat(token.text)
        except ValueError:
            raise ParseError(span, problem("G216", text=token.text)) from None
    if len(token.text.replace(".", "")) > MAX_NUMBER:
        raise ParseError(span, problem("G209", limit=MAX_NUMBER))
    if re.match(r"0\d", token.text):
        raise ParseError(span, problem("G204", wanted="@plain_number", found=repr(token.text)))
    return Decimal(token.text)
