"""Headlines: the first sentence of every answer: a template for each command and branch, in both languages.

Enters: a key and what its slots hold. Leaves: one sentence. Promise: the finding comes first; a number agrees with its
noun, and none is said as a word; what cannot be decided is said where it is more than none.

In a template `{n:område|områden}` is a number with its noun, `{n:=är oförändrad|är oförändrade}` only the words that
agree with it, and `⟦…⟧` is left out where its first slot is empty or 0. A slot may hold a number, a date, a text, or
names, which are listed: all where they are few.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from ...model.numbers import SPACE, number_text, pick
from ...model.sources import Label
from .values import sentence

HEADLINES: Final[Mapping[str, tuple[str, str]]] = {
    "compare.moved": ("{clauses}⟦ (år {year})⟧.", "{clauses}⟦ ({year})⟧."),
    "compare.comes": (
        "{areas} {count:=tillkommer|tillkommer}⟦ med {people} {what}⟧.",
        "{areas} {count:=comes|come} in⟦ with {people} {what}⟧.",
    ),
    "compare.goes": (
        "{areas} {count:=faller|faller} bort⟦ med {people} {what}⟧.",
        "{areas} {count:=drops|drop} out⟦ with {people} {what}⟧.",
    ),
    "compare.alone": (
        "{policy} omfattar {reached} av {areas}⟦, med {people} {what}⟧⟦ (år {year})⟧⟦; {open} kan inte avgöras⟧.",
        "{policy} reaches {reached} of {areas}⟦, with {people} {what}⟧⟦ ({year})⟧⟦; {open} cannot be decided⟧.",
    ),
    "compare.reach": (
        "Av {areas} omfattas {a} av A och {b} av B: {both} av båda, {only_a} bara av A och {only_b} bara av B"
        "⟦; {open} kan inte avgöras⟧⟦, {late} är inte avgjorda i tid⟧.",
        "Of {areas}, {a} are reached by A and {b} by B: {both} by both, {only_a} by A only and {only_b} by B only"
        "⟦; {open} cannot be decided⟧⟦, {late} are not settled in time⟧.",
    ),
    "compare.reach.a_is_base": (
        "A är jämförelsegrunden. Av {areas} omfattas {b} av B⟦; {open} kan inte avgöras⟧⟦, {late} är inte avgjorda i "
        "tid⟧.",
        "A is the baseline. Of {areas}, {b} are reached by B⟦; {open} cannot be decided⟧⟦, {late} are not settled in "
        "time⟧.",
    ),
    "compare.reach.b_is_base": (
        "B är jämförelsegrunden. Av {areas} omfattas {a} av A⟦; {open} kan inte avgöras⟧⟦, {late} är inte avgjorda i "
        "tid⟧.",
        "B is the baseline. Of {areas}, {a} are reached by A⟦; {open} cannot be decided⟧⟦, {late} are not settled in "
        "time⟧.",
    ),
    "compare.policies": (
        "Av {areas} omfattas: {counts}; av alla {all}, av ingen {none}.",
        "Of {areas} reached: {counts}; by all {all}, by none {none}.",
    ),
    "compare.change": (
        "Från A till B får {gains} fler insatser och {loses} färre, {swaps} byter insatser och {same} är oförändrade"
        "⟦; {amounts} får samma insatser till andra belopp⟧⟦; {open} kan inte avgöras⟧⟦, {late} är inte avgjorda i "
        "tid⟧.",
        "From A to B {gains} gain interventions and {loses} lose some, {swaps} swap and {same} are unchanged"
        "⟦; {amounts} receive the same interventions at other amounts⟧⟦; {open} cannot be decided⟧"
        "⟦, {late} are not settled in time⟧.",
    ),
    "table": (
        "Tabellen {table} har {rows:rad|rader}⟦; {faults:rad|rader} är fel eller kommer aldrig först⟧.",
        "Table {table} has {rows:row|rows}⟦; {faults:row is|rows are} wrong or never first⟧.",
    ),
    "run": (
        "Den {day} får {yes} av {areas} minst en insats enligt {policy}; {no} får ingen⟦ och {open} kan inte avgöras⟧.",
        "On {day}, {yes} of {areas} receive at least one intervention under {policy}; {no} receive none"
        "⟦ and {open} cannot be decided⟧.",
    ),
    "run.none": (
        "Den {day} finns inga områden att besluta om.",
        "On {day} there are no areas to decide on.",
    ),
    "run.policies": (
        "Den {day} får {yes} av {areas} minst en insats, beroende på policy ({policies:policy|policyer})"
        "⟦; i upp till {open} kan det inte avgöras⟧.",
        "On {day}, {yes} of {areas} receive at least one intervention, depending on the policy"
        " ({policies:policy|policies})⟦; in up to {open} it cannot be decided⟧.",
    ),
    "explain.yes": (
        "{area} får {insats} enligt {policies}⟦, eftersom {because}⟧.",
        "{area} receives {insats} under {policies}⟦, because {because}⟧.",
    ),
    "explain.no": (
        "{area} får inte {insats} enligt {policies}⟦, eftersom {because}⟧.",
        "{area} does not receive {insats} under {policies}⟦, because {because}⟧.",
    ),
    "explain.unknown": (
        "Det går inte att avgöra om {area} får {insats} enligt {policies}⟦: uppgift saknas om {missing}⟧.",
        "It cannot be decided whether {area} receives {insats} under {policies}⟦: there is no data on {missing}⟧.",
    ),
    "explain.not_applicable": (
        "Det går inte att avgöra om {area} får {insats} enligt {policies}, och ingen uppgift kan avgöra det: {missing} "
        "är inte tillämpligt där.",
        "It cannot be decided whether {area} receives {insats} under {policies}, and no fact can settle it: {missing} "
        "is not applicable there.",
    ),
    "explain.area": (
        "{area} får {yes} av {count:insats|insatser} enligt {policy}⟦; {open} kan inte avgöras⟧.",
        "{area} receives {yes} of {count:intervention|interventions} under {policy}⟦; {open} cannot be decided⟧.",
    ),
    "explain.policies": (
        "{area} får {yes} insatser, beroende på policy ({policies:policy|policyer})⟦; upp till {open} kan inte "
        "avgöras⟧.",
        "{area} receives {yes} interventions, depending on the policy ({policies:policy|policies})"
        "⟦; up to {open} cannot be decided⟧.",
    ),
    "what.turns": (
        "Beslutet ändras till {verdict} om {change}.",
        "The decision becomes {verdict} if {change}.",
    ),
    "region": (
        "I underlaget får {only_a} av {areas} insatser enligt {a} men inte enligt {b}; det omvända gäller {only_b}.",
        "In the data set {only_a} of {areas} receive interventions under {a} but not under {b}; the reverse holds for "
        "{only_b}.",
    ),
    "near": (
        "{count:beslut|beslut} skulle ändras om en enda uppgift vore en annan; närmast är {area}, där {insats} blir "
        "{turn}.",
        "{count:decision|decisions} would change if a single fact were different; the closest is {area}, where "
        "{insats} "
        "becomes {turn}.",
    ),
    "near.none": (
        "Inget beslut skulle ändras om en enda uppgift vore en annan.",
        "No decision would change if a single fact were different.",
    ),
    "timeline": (
        "Mellan {start} och {last} ändrades {decisions:beslut|beslut} i {areas:område|områden}, vid "
        "{days:tillfälle|tillfällen}⟦; störst betydelse hade {event} ({day}), som ändrade {most}⟧.",
        "Between {start} and {last}, {decisions:decision|decisions} changed in {areas:area|areas}, on "
        "{days:date|dates}⟦; the largest change was {event} ({day}), which changed {most}⟧.",
    ),
    "timeline.none": (
        "Inga beslut ändrades mellan {start} och {last}.",
        "No decisions changed between {start} and {last}.",
    ),
    "timeline.area": (
        "{area} fick ändrade beslut vid {days:tillfälle|tillfällen} mellan {start} och {last}, senast {day}⟦ "
        "({event})⟧.",
        "Decisions for {area} changed on {days:date|dates} between {start} and {last}, most recently on {day}⟦ "
        "({event})⟧.",
    ),
    "gaps": (
        "{policy} har {count:lucka|luckor}: {kinds}.",
        "{policy} has {count:gap|gaps}: {kinds}.",
    ),
    "gaps.policies": (
        "{policies:policy|policyer} har tillsammans {count:lucka|luckor}, varav {shared} finns i alla: {kinds}.",
        "{policies:policy|policies} together have {count:gap|gaps}, of which {shared} are in all of them: {kinds}.",
    ),
    "gaps.none": ("Inga luckor hittades.", "No gaps were found."),
    "goals": (
        "Av {count:mål|mål} uppfylls {full} helt, {partly} delvis och {unmet} inte⟦; {open} kan inte bedömas eftersom "
        "indikator eller utfall saknas⟧.",
        "Of {count:goal|goals}, {full} are fully met, {partly} partly met and {unmet} not met⟦; {open} cannot be "
        "assessed "
        "because the indicator or its value is missing⟧.",
    ),
    "goals.none": ("Inga mål är angivna.", "No goals are declared."),
    "who.ansvarar": (
        "{bodies} har ansvaret för {subject} i {area}⟦; styrkedjan slutar hos {top}⟧.",
        "{subject} in {area} is the responsibility of {bodies}⟦; the chain of command ends with {top}⟧.",
    ),
    "who.leder": (
        "{bodies} leder {subject} i {area}⟦; styrkedjan slutar hos {top}⟧.",
        "{subject} in {area} is led by {bodies}⟦; the chain of command ends with {top}⟧.",
    ),
    "who.utfor": (
        "{bodies} utför {subject} i {area}⟦; styrkedjan slutar hos {top}⟧.",
        "{subject} in {area} is delivered by {bodies}⟦; the chain of command ends with {top}⟧.",
    ),
    "who.none": (
        "Ingen ansvarig aktör är känd för {subject} i {area}.",
        "No responsible body is known for {subject} in {area}.",
    ),
    "body": (
        "{body} har en roll i {count:insats|insatser} och är ansvarig för {answers} av dem.",
        "{body} has a role in {count:intervention|interventions} and is responsible for {answers} of them.",
    ),
    "handlingsplan": (
        "Planen omfattar {count:beslut|beslut} för {bodies:aktör|aktörer} i {areas:område|områden}⟦; "
        "{open:beslut|beslut} "
        "kan inte avgöras⟧⟦, och {gaps:lucka|luckor} återstår⟧.",
        "The plan covers {count:decision|decisions} for {bodies:body|bodies} in {areas:area|areas}⟦; "
        "{open:decision|decisions} cannot be made⟧⟦, and {gaps:gap|gaps} remain⟧.",
    ),
    "budget": (
        "{costs} {years}⟦ med {reading}⟧⟦; skillnaden B − A är {change}⟧⟦; budgetramen överskrids i {over} av "
        "{frames} fall⟧.",
        "{costs} in {years}⟦ ({reading})⟧⟦; the difference B − A is {change}⟧⟦; the budget limit is exceeded in "
        "{over} of "
        "{frames} cases⟧.",
    ),
    "budget.cost": (
        "{name} kostar {amount}⟦ utöver {missing:belopp|belopp} som saknas⟧",
        "{name} costs {amount}⟦ besides {missing:missing amount|missing amounts}⟧",
    ),
    "budget.no_cost": (
        "kostnaden för {name} kan inte beräknas, för {missing:belopp|belopp} saknas",
        "the cost of {name} cannot be calculated, for {missing:amount is|amounts are} missing",
    ),
    "allocate": (
        "Metoden ”{method}” når flest behovsviktade invånare, {worth}, för {amount}⟦; högst {gap} bättre är möjligt⟧.",
        "The method “{method}” reaches most need-weighted residents, {worth}, for {amount}⟦; at most {gap} better is "
        "possible⟧.",
    ),
    "index": (
        "{index} är högst i {area} ({value})⟦; {open} av {areas} kan inte beräknas⟧.",
        "{index} is highest in {area} ({value})⟦; {open} of {areas} cannot be calculated⟧.",
    ),
    "index.none": (
        "{index} kan inte beräknas för något område: uppgifter saknas.",
        "{index} cannot be calculated for any area: data is missing.",
    ),
    "sweep": (
        "{parameter} har {count:brytpunkt|brytpunkter} mellan {low} och {high}; i dag är värdet {now}.",
        "{parameter} has {count:breakpoint|breakpoints} between {low} and {high}; today it is {now}.",
    ),
    "sweep.none": (
        "Inget värde på {parameter} ändrar något beslut.",
        "No value of {parameter} changes any decision.",
    ),
    "sweep.unread": (
        "Ingen insats i policyn använder {parameter}.",
        "No intervention in the policy uses {parameter}.",
    ),
    "claims": (
        "Av {count:påstående|påståenden} stämmer {true} och {false} är fel; {depends} stämmer under vissa villkor "
        "och {open} går inte att pröva⟦; {other} är normer, åsikter eller förslag⟧.",
        "Of {count:claim|claims}, {true} are true and {false} are false; {depends} depend on conditions and {open} "
        "cannot "
        "be tested⟦; {other} are norms, opinions or proposals⟧.",
    ),
    "prove": (
        "{proved:påstående är bevisat|påståenden är bevisade} och {refuted} motbevisade⟦; {late} hann inte avgöras⟧"
        "⟦; {other} kan inte bevisas eller motbevisas automatiskt⟧.",
        "{proved:claim is proved|claims are proved} and {refuted} refuted⟦; {late} were not settled in time⟧"
        "⟦; {other} cannot be proved or disproved automatically⟧.",
    ),
    "diff": (
        "{count:ändring|ändringar} från A till B ändrar {decisions:beslut|beslut} i {areas:område|områden}.",
        "{count:change|changes} from A to B change {decisions:decision|decisions} in {areas:area|areas}.",
    ),
    "diff.none": ("Policyerna har samma regler.", "The policies have the same rules."),
    "list": ("Underlaget har {counts}.", "The data set has {counts}."),
}  # fmt: skip

_OPTIONAL: Final = re.compile("⟦(.*?)⟧")
_SLOT: Final = re.compile(r"\{(\w+)")
_ENGLISH: Final = {"kr": "", "tkr": f"{SPACE}thousand", "mnkr": f"{SPACE}million"}
_FEW: Final = 6
MONTHS: Final = (
    ("januari", "January"), ("februari", "February"), ("mars", "March"), ("april", "April"), ("maj", "May"),
    ("juni", "June"), ("juli", "July"), ("augusti", "August"), ("september", "September"), ("oktober", "October"),
    ("november", "November"), ("december", "December"),
)  # fmt: skip


class _Writer(string.Formatter):
    """Fills the slots of a template in a language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        """A slot: a number with its noun, a date, names or a text."""
        one, _, many = format_spec.removeprefix("=").partition("|")
        if isinstance(value, int) and one:
            noun = one if value == 1 else many or one
            return noun if format_spec.startswith("=") else f"{counted(value, self.lang)}{SPACE}{noun}"
        if isinstance(value, int):
            return none(self.lang) if value == 0 else number_text(value, self.lang)
        if isinstance(value, date):
            return day_words(value, self.lang)
        return value if isinstance(value, str) else listed(value, self.lang)


def headline(key: str, lang: str, **slots: Any) -> str:
    """The sentence of a command and branch, with its slots filled."""
    template = _OPTIONAL.sub(lambda m: m[1] if _filled(m[1], slots) else "", pick(lang, *HEADLINES[key]))
    return sentence(_Writer(lang).format(template, **slots))


def _filled(part: str, slots: Mapping[str, Any]) -> bool:
    """Whether the first slot of a part that may be left out holds something."""
    slot = _SLOT.search(part)
    return slot is None or bool(slots.get(slot[1]))


def areas_text(level: Label, number: int, lang: str) -> str:
    """`27 stadsdelar`; where a level has no word for several, `27 områden (områdestyp: rut)`."""
    if level.sv_many:
        return f"{counted(number, lang)}{SPACE}{level.of(number, lang)}"
    noun = pick(lang, "område" if number == 1 else "områden", "area" if number == 1 else "areas")
    kind = pick(lang, "områdestyp", "area type")
    return f"{counted(number, lang)}{SPACE}{noun} ({kind}: {level.get(lang)})"


def amount_text(amount: str, unit: str, lang: str) -> str:
    """An amount with its unit: `12,3 mnkr`, `SEK 12.3 million`."""
    if lang != "en":
        return f"{amount}{SPACE}{unit}"
    return f"SEK{SPACE}{amount}{_ENGLISH[unit]}"


def amount_unit(unit: str) -> str:
    """The English name of a unit of money: `SEK million`."""
    return f"SEK{_ENGLISH[unit]}"


def none(lang: str) -> str:
    """None, as a number in a sentence."""
    return pick(lang, "inga", "none")


def counted(number: int, lang: str) -> str:
    """A number before its noun; none is a word."""
    return pick(lang, "inga", "no") if number == 0 else number_text(number, lang)


def day_words(day: date, lang: str) -> str:
    """A date in a sentence: `17 februari 2026`."""
    return f"{day.day} {pick(lang, *MONTHS[day.month - 1])} {day.year}"


def listed(names: Iterable[str], lang: str) -> str:
    """`A, B och C`; of many the first, and how many more."""
    unique = list(dict.fromkeys(names))
    shown = unique if len(unique) <= _FEW else unique[: _FEW - 1]
    more = len(unique) - len(shown)
    shown = [*shown, pick(lang, f"{more} till", f"{more} more")] if more else shown
    return ", ".join(shown[:-1]) + pick(lang, " och ", " and ") + shown[-1] if len(shown) > 1 else "".join(shown)


def span(numbers: Sequence[int], lang: str) -> str:
    """`27`, `21–27` where they differ, and nothing where all are 0."""
    low, high = min(numbers), max(numbers)
    if low == high:
        return number_text(high, lang) if high else ""
    return f"{number_text(low, lang)}–{number_text(high, lang)}"
