"""Codes G65: the live reading's matcher."""

from __future__ import annotations

from typing import Final

from .row import Code

RETE: Final[dict[str, Code]] = {
    "G650": Code(
        "den löpande läsningen behöver durable-rules, som inte går att använda på Python {version}: {why}",
        "the live reading needs durable-rules, which cannot be used on Python {version}: {why}",
        "bygg den med CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject; utan den räknar grund om",
        "build it with CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject; without it grund computes again",
    ),
    "G651": Code(
        "regeln {rule!r} läser {name!r}, härlett på ett sätt ({kind}) som den löpande läsningen inte kan följa",
        "rule {rule!r} reads {name!r}, derived in a way ({kind}) that the live reading cannot follow",
        "låt en annan läsning svara för den här policyn",
        "let another reading answer for this policy",
    ),
    "G902": Code(
        "regelmotorn svarade fel och har stoppats: {why}",
        "the rule matcher gave a wrong answer and was stopped: {why}",
        "inget besked har getts på dess svar; starta om, och rapportera felet",
        "nothing was decided on its answer; start again, and report the fault",
    ),
}
