"""Rete: the live reading. Facts arrive, change and are withdrawn; after every update the decisions stand again.

Enters: a policy, a world's areas, links and lists, a choice of tolkningar; then values, and changes to them. Leaves:
after each update, the decision of every (insats, area) that the changes can have touched. Promise: the decisions and
deciding rules of the interpreter, whatever the order of facts, rules and updates; what an update costs grows with what
it touches and not with the world; an engine that answers wrongly is refused and not believed.

    program = compile(vocabulary, policy, world, tolkning)      pure; raises G651 naming what cannot be expressed
    memory = Memory(program, values)                            {(area, attribute): value}; absent or None: unknown
    for answer in memory.update({(area, attribute): value}):    None withdraws; atomic: raises G317 and nothing changed
        answer.insats, answer.area, answer.verdict, answer.rule, answer.changed
    memory.decisions()                                          {(insats, area): (verdict, rule)}
    memory.dispose()                                            a memory holds C memory; `with Memory(…) as memory` too

`values` are read ones: what `World.read` gives on the day, with closed-world values filled in. Day, parameters, areas,
links and lists are fixed in a program: where one of them changes, compile again (milliseconds) and fill a new memory.
Missing facts are not the engine's: the interpreter finds them, and only for the answers that an update returns can they
have changed. Memories are not shared between threads, and are made after a fork.
"""

from .durable_rules import unavailable
from .program import Program, compile
from .self_test import self_test
from .working_memory import DecisionUpdate, Memory

__all__ = ["DecisionUpdate", "Memory", "Program", "compile", "self_test", "unavailable"]
