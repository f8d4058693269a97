"""Headline texts: the templates of the first sentence of every answer, by command and branch, in both languages.

In a template `{n:område|områden}` is a number with its noun, `{n:=är oförändrad|är oförändrade}` only the words that
agree with it, and `⟦…⟧` is left out where its first slot is empty or 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .file_headlines import FILE_HEADLINES

HEADLINES: Final[Mapping[str, tuple[str, str]]] = {
    "compare.moved": ("{clauses}⟦ (år {year})⟧.", "{clauses}⟦ ({year})⟧."),
    "compare.comes": (
        "{areas} {count:=tillkommer|tillkommer}⟦ med {people} {what}⟧.",
        "{areas} {count:=is|are} added⟦ with {people} {what}⟧.",
    ),
    "compare.goes": (
        "{areas} {count:=faller|faller} bort⟦ med {people} {what}⟧.",
        "{areas} {count:=is|are} no longer reached⟦ with {people} {what}⟧.",
    ),
    "compare.alone": (
        "{policy} omfattar {reached} av {areas}⟦, med {people} {what}⟧⟦ (år {year})⟧⟦; {open} kan inte avgöras⟧.",
        "{policy} reaches {reached} of {areas}⟦, with {people} {what}⟧⟦ ({year})⟧⟦; {open} cannot be decided⟧.",
    ),
    "compare.reach": (
        "Av {areas} omfattas {a} av A och {b} av B: {both} av båda, {only_a} bara av A och {only_b} bara av B⟦; "
        "{open} kan inte avgöras⟧⟦; {late} hann inte avgöras⟧.",
        "Of {areas}, {a} {a:=is|are} reached by A and {b} by B: {both} by both, {only_a} by A only and {only_b} by B "
        "only⟦; {open} cannot be decided⟧⟦; {late} {late:=was|were} not settled in time⟧.",
    ),
    "compare.reach.a_is_base": (
        "A är jämförelsegrunden. Av {areas} omfattas {b} av B⟦; {open} kan inte avgöras⟧⟦; {late} hann inte avgöras⟧.",
        "A is the baseline. Of {areas}, {b} {b:=is|are} reached by B⟦; {open} cannot be decided⟧⟦; {late} "
        "{late:=was|were} not settled in time⟧.",
    ),
    "compare.reach.b_is_base": (
        "B är jämförelsegrunden. Av {areas} omfattas {a} av A⟦; {open} kan inte avgöras⟧⟦; {late} hann inte avgöras⟧.",
        "B is the baseline. Of {areas}, {a} {a:=is|are} reached by A⟦; {open} cannot be decided⟧⟦; {late} "
        "{late:=was|were} not settled in time⟧.",
    ),
    "compare.open": (
        "Skillnaden kan inte avgöras för någon av {areas}⟦, eftersom {facts:uppgift|uppgifter} saknas⟧⟦; A omfattar "
        "{a}⟧⟦; B omfattar {b}⟧.",
        "The difference cannot be decided for any of {areas}⟦, because {facts:fact is|facts are} missing⟧⟦; A reaches "
        "{a}⟧⟦; B reaches {b}⟧.",
    ),
    "compare.policies": (
        "Av {areas} omfattas: {counts}; av alla {all}, av ingen {none}.",
        "Of {areas} reached: {counts}; by all {all}, by none {none}.",
    ),
    "compare.change": (
        "Från A till B får {gains} fler insatser och {loses} färre, {swaps} byter insatser och {same} är "
        "{same:=oförändrad|oförändrade}⟦; {amounts} får samma insatser till andra belopp⟧⟦; {open} kan inte "
        "avgöras⟧⟦; {late} hann inte avgöras⟧.",
        "From A to B, {gains} {gains:=receives|receive} more interventions and {loses} fewer, {swaps} "
        "{swaps:=swaps|swap} interventions and {same} {same:=is|are} unchanged⟦; {amounts} "
        "{amounts:=receives|receive} the same interventions at other amounts⟧⟦; {open} cannot be decided⟧⟦; {late} "
        "{late:=was|were} not settled in time⟧.",
    ),
    "table": (
        "Tabellen {table} har {rows:rad|rader}⟦; {faults:rad|rader} är fel eller kommer aldrig först⟧.",
        "Table {table} has {rows:row|rows}⟦; {faults:row is|rows are} wrong or never first⟧.",
    ),
    "dmn_run": (
        "{decisions:beslut|beslut} i {file}⟦; {unknown} kan inte avgöras⟧⟦; {refused} avvisas⟧.",
        "{decisions:decision|decisions} in {file}⟦; {unknown} cannot be decided⟧⟦; {refused} "
        "{refused:=is|are} refused⟧.",
    ),
    "dmn_test": (
        "{right} av {cases:svar|svar} är rätt enligt {file}⟦; {wrong} är fel⟧⟦; {unknown} kan inte avgöras⟧"
        "⟦; {refused} avvisas⟧.",
        "{right} of {cases:answer|answers} {right:=is|are} right according to {file}⟦; {wrong} wrong⟧⟦; {unknown} "
        "cannot be decided⟧⟦; {refused} refused⟧.",
    ),
    "run": (
        "Den {day} får {yes} av {areas}⟦ ({names})⟧ minst en insats enligt {policy}; {no} får ingen⟦ och {open} kan "
        "inte avgöras⟧.",
        "On {day}, {yes} of {areas}⟦ ({names})⟧ {yes:=receives|receive} at least one intervention under {policy}; {no} "
        "{no:=receives|receive} none⟦ and {open} cannot be decided⟧.",
    ),
    "run.none": ("Den {day} finns inga områden att besluta om.", "On {day} there are no areas to decide on."),
    "run.policies": (
        "Den {day} får {yes} av {areas} minst en insats, beroende på policy ({policies:policy|policyer})⟦; i upp "
        "till {open} kan det inte avgöras⟧.",
        "On {day}, {yes} of {areas} {yes:=receives|receive} at least one intervention, depending on the policy "
        "({policies:policy|policies})⟦; for up to {open} it cannot be decided⟧.",
    ),
    "run.alike": (
        "Den {day} får {yes} av {areas} minst en insats enligt var och en av {policies:policy|policyer}⟦; i {open} kan "
        "det inte avgöras⟧.",
        "On {day}, {yes} of {areas} {yes:=receives|receive} at least one intervention under each of "
        "{policies:policy|policies}⟦; for {open} it cannot be decided⟧.",
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
        "Det går inte att avgöra om {area} får {insats} enligt {policies}, och ingen uppgift kan avgöra det: "
        "{missing} är inte tillämpligt där.",
        "It cannot be decided whether {area} receives {insats} under {policies}, and no fact can settle it: "
        "{missing} is not applicable there.",
    ),
    "explain.area": (
        "{area} får {yes} av {count:insats|insatser} enligt {policy}⟦; {open} kan inte avgöras⟧.",
        "{area} receives {yes} of {count:intervention|interventions} under {policy}⟦; {open} cannot be decided⟧.",
    ),
    "explain.policies": (
        "{area} får {yes} {yes:=insats|insatser}, beroende på policy ({policies:policy|policyer})⟦; upp till {open} "
        "kan inte avgöras⟧.",
        "{area} receives {yes} {yes:=intervention|interventions}, depending on the policy "
        "({policies:policy|policies})⟦; up to {open} cannot be decided⟧.",
    ),
    "explain.alike": (
        "{area} får {yes} {yes:=insats|insatser} enligt var och en av {policies:policy|policyer}⟦; {open} kan inte "
        "avgöras⟧.",
        "{area} receives {yes} {yes:=intervention|interventions} under each of {policies:policy|policies}⟦; {open} "
        "cannot be decided⟧.",
    ),
    "explain.nothing": (
        "{area} får ingen insats enligt någon av {policies:policy|policyer}⟦; upp till {open} kan inte avgöras⟧.",
        "{area} receives no intervention under any of {policies:policy|policies}⟦; up to {open} cannot be decided⟧.",
    ),
    "what.turns": (
        "Enligt {policies} blir beslutet {verdict} om {change}.",
        "Under {policies} the decision becomes {verdict} if {change}.",
    ),
    "region": (
        "I underlaget får {only_a} av {areas} insatser enligt {a} men inte enligt {b}; det omvända gäller {only_b}.",
        "In the data set {only_a} of {areas} {only_a:=receives|receive} interventions under {a} but not under {b}; "
        "the reverse holds for {only_b}.",
    ),
    "fit": (
        "Ett villkor med {length:jämförelse|jämförelser} ger listan ({areas})⟦, med {errors:fel|fel}⟧⟦ ({reading})⟧; "
        "{proof}.",
        "A condition of {length:comparison|comparisons} gives the list ({areas})⟦, with {errors:error|errors}⟧⟦ "
        "({reading})⟧; {proof}.",
    ),
    "fit.near": (
        "Inget prövat villkor ger listan ({areas}); närmast kommer ett med {length:jämförelse|jämförelser} och "
        "{errors:fel|fel}⟦ ({reading})⟧.",
        "No condition that was tried gives the list ({areas}); the closest has {length:comparison|comparisons} and "
        "{errors:error|errors}⟦ ({reading})⟧.",
    ),
    "fit.none": (
        "Ingen egenskap säger något om listan ({areas})⟦ ({reading})⟧.",
        "No attribute says anything about the list ({areas})⟦ ({reading})⟧.",
    ),
    "near": (
        "{count:beslut|beslut} skulle ändras om en enda uppgift vore en annan; närmast är {area}, där {insats} blir "
        "{turn}.",
        "{count:decision|decisions} would change if a single fact were different; the closest is {area}, where "
        "{insats} becomes {turn}.",
    ),
    "near.none": (
        "Inget beslut skulle ändras om en enda uppgift vore en annan.",
        "No decision would change if a single fact were different.",
    ),
    "timeline": (
        "Mellan {start} och {last} ändrades {decisions:beslut|beslut} i {areas:område|områden}, vid "
        "{days:tillfälle|tillfällen}⟦; störst betydelse hade {event} ({day}), som ändrade {most}⟧⟦; flest ändrades "
        "{unnamed}: {most}⟧.",
        "Between {start} and {last}, {decisions:decision|decisions} changed in {areas:area|areas}, on "
        "{days:date|dates}⟦; the largest change was {event} ({day}), which changed {most}⟧⟦; most changed "
        "on {unnamed}: {most}⟧.",
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
    "gaps": ("{policy} har {count:lucka|luckor}: {kinds}.", "{policy} has {count:gap|gaps}: {kinds}."),
    "gaps.policies": (
        "{policies:policy|policyer} har tillsammans {count:lucka|luckor}, varav {shared} finns i alla: {kinds}.",
        "{policies:policy|policies} together have {count:gap|gaps}, of which {shared} {shared:=is|are} in all "
        "of them: {kinds}.",
    ),
    "gaps.none": ("Inga luckor hittades.", "No gaps were found."),
    "goals": (
        "Av {count:mål|mål} uppfylls {full} helt, {partly} delvis och {unmet} inte⟦; {open} kan inte bedömas "
        "eftersom indikator eller utfall saknas⟧.",
        "Of {count:goal|goals}, {full} {full:=is|are} fully met, {partly} partly met and {unmet} not met⟦; {open} "
        "cannot be assessed because the indicator or its value is missing⟧.",
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
        "{open:beslut|beslut} kan inte avgöras⟧⟦, och {gaps:lucka|luckor} återstår⟧.",
        "The plan covers {count:decision|decisions} for {bodies:body|bodies} in {areas:area|areas}⟦; "
        "{open:decision|decisions} cannot be made⟧⟦, and {gaps:gap remains|gaps remain}⟧.",
    ),
    "budget": (
        "{costs} {years}⟦ med {reading}⟧⟦; skillnaden B − A är {change}⟧⟦ utöver {missing:belopp|belopp} som "
        "saknas⟧⟦; budgetramen överskrids i {over} av {frames} fall⟧.",
        "{costs} in {years}⟦ ({reading})⟧⟦; the difference B − A is {change}⟧⟦ besides {missing:missing "
        "amount|missing amounts}⟧⟦; the budget limit is exceeded in {over} of {frames} cases⟧.",
    ),
    "budget.cost": (
        "{name} kostar {amount}⟦ utöver {missing:belopp|belopp} som saknas⟧",
        "{name} costs {amount}⟦ besides {missing:missing amount|missing amounts}⟧",
    ),
    "budget.no_cost": (
        "kostnaden för {name} kan inte beräknas, eftersom {missing:belopp|belopp} saknas",
        "the cost of {name} cannot be calculated, because {missing:amount is|amounts are} missing",
    ),
    "budget.no_costs": (
        "kostnaden för {names} kan inte beräknas, eftersom {missing} belopp saknas",
        "the cost of {names} cannot be calculated, because {missing} amounts are missing",
    ),
    "allocate": (
        "Metoden ”{method}” når flest behovsviktade invånare, {worth}, för {amount}⟦; högst {gap} bättre är möjligt⟧.",
        "The method “{method}” reaches the most need-weighted residents, {worth}, for {amount}⟦; at most {gap} "
        "better is possible⟧.",
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
        "{parameter} har {count:brytpunkt|brytpunkter} mellan {low} och {high}; i dag är värdet {now}⟦; för "
        "{open:område|områden} kan något beslut inte avgöras, vilket värdet än är⟧.",
        "{parameter} has {count:breakpoint|breakpoints} between {low} and {high}; today it is {now}⟦; for "
        "{open:area|areas} some decision cannot be made, whatever the value⟧.",
    ),
    "sweep.open": (
        "Det går inte att avgöra om {parameter} ändrar beslut för {open:område|områden}, eftersom uppgifter saknas; "
        "andra beslut ändras inte.",
        "It cannot be decided whether {parameter} changes decisions for {open:area|areas}, because data is missing; "
        "other decisions do not change.",
    ),
    "sweep.none": ("Inget värde på {parameter} ändrar något beslut.", "No value of {parameter} changes any decision."),
    "sweep.unread": ("Ingen insats i policyn använder {parameter}.", "No intervention in the policy uses {parameter}."),
    "claims": (
        "Av {count:påstående|påståenden} stämmer {true} och {false} är fel⟦; {depends} stämmer under vissa "
        "villkor⟧⟦; {open} går inte att pröva⟧⟦; {other} är normer, åsikter eller förslag⟧.",
        "Of {count:claim|claims}, {true} {true:=is|are} true and {false} {false:=is|are} false⟦; {depends} "
        "{depends:=depends|depend} on conditions⟧⟦; {open} cannot be tested⟧⟦; {other} {other:=is a norm, an opinion "
        "or a proposal|are norms, opinions or proposals}⟧.",
    ),
    "prove": (
        "{proved:påstående är bevisat|påståenden är bevisade} och {refuted} {refuted:=motbevisat|motbevisade}⟦; "
        "{late} hann inte avgöras⟧⟦; {other} kan inte bevisas eller motbevisas automatiskt⟧.",
        "{proved:claim is proved|claims are proved} and {refuted} disproved⟦; {late} "
        "{late:=was|were} not settled in time⟧⟦; {other} cannot be proved or disproved automatically⟧.",
    ),
    "diff": (
        "{count:ändring|ändringar} från A till B ändrar {decisions:beslut|beslut} i {areas:område|områden}.",
        "{count:change from A to B changes|changes from A to B change} {decisions:decision|decisions} in "
        "{areas:area|areas}.",
    ),
    "diff.none": ("Policyerna har samma regler.", "The policies have the same rules."),
    "list": ("Underlaget har {counts}.", "The data set has {counts}."),
    "what.together": (
        "Enligt {policies} avgörs beslutet om detta blir känt: {facts}.",
        "Under {policies} the decision can be made once this is known: {facts}.",
    ),
    "what.none": (
        "Ingen ändring av högst {most} uppgifter ändrar beslutet enligt {policies}.",
        "No change of up to {most} facts changes the decision under {policies}.",
    ),
    "what.unknown": (
        "Inga uppgifter som saknas, högst {most} åt gången, räcker för att avgöra beslutet enligt {policies}.",
        "No missing facts, at most {most} at a time, settle the decision under {policies}.",
    ),
    "what.late": (
        "Inte avgjort om någon uppgift ändrar beslutet enligt {policies}: tiden räckte inte.",
        "Not settled whether any fact changes the decision under {policies}: time ran out.",
    ),
    **FILE_HEADLINES,
}
