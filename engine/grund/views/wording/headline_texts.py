"""Headline texts: the templates of the first sentence of every answer, by command and branch, in both languages.

In a template `{n:område|områden}` is a number with its noun, `{n:=är oförändrad|är oförändrade}` only the words that
agree with it, and `⟦…⟧` is left out where its first slot is empty or 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
    "compare.policies": (
        "Av {areas} omfattas: {counts}; av alla {all}, av ingen {none}.",
        "Of {areas} reached: {counts}; by all {all}, by none {none}.",
    ),
    "compare.change": (
        "Från A till B får {gains} fler insatser och {loses} färre, {swaps} byter insatser och {same} är "
        "oförändrade⟦; {amounts} får samma insatser till andra belopp⟧⟦; {open} kan inte avgöras⟧⟦; {late} hann inte "
        "avgöras⟧.",
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
        "{decisions:decision|decisions} in {file}⟦; {unknown} cannot be decided⟧⟦; {refused} refused⟧.",
    ),
    "dmn_test": (
        "{right} av {cases:svar|svar} är rätt enligt {file}⟦; {wrong} är fel⟧⟦; {unknown} kan inte avgöras⟧"
        "⟦; {refused} avvisas⟧.",
        "{right} of {cases:answer|answers} {right:=is|are} right by {file}⟦; {wrong} wrong⟧⟦; {unknown} cannot be "
        "decided⟧⟦; {refused} refused⟧.",
    ),
    "run": (
        "Den {day} får {yes} av {areas}⟦ ({names})⟧ minst en insats enligt {policy}; {no} får ingen⟦ och {open} kan "
        "inte avgöras⟧.",
        "On {day}, {yes} of {areas}⟦ ({names})⟧ receive at least one intervention under {policy}; {no} receive "
        "none⟦ and {open} cannot be decided⟧.",
    ),
    "run.none": ("Den {day} finns inga områden att besluta om.", "On {day} there are no areas to decide on."),
    "run.policies": (
        "Den {day} får {yes} av {areas} minst en insats, beroende på policy ({policies:policy|policyer})⟦; i upp "
        "till {open} kan det inte avgöras⟧.",
        "On {day}, {yes} of {areas} receive at least one intervention, depending on the policy "
        "({policies:policy|policies})⟦; for up to {open} it cannot be decided⟧.",
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
        "{area} får {yes} insatser, beroende på policy ({policies:policy|policyer})⟦; upp till {open} kan inte "
        "avgöras⟧.",
        "{area} receives {yes} interventions, depending on the policy ({policies:policy|policies})⟦; up to {open} "
        "cannot be decided⟧.",
    ),
    "what.turns": (
        "Enligt {policies} blir beslutet {verdict} om {change}.",
        "Under {policies} the decision becomes {verdict} if {change}.",
    ),
    "region": (
        "I underlaget får {only_a} av {areas} insatser enligt {a} men inte enligt {b}; det omvända gäller {only_b}.",
        "In the data set {only_a} of {areas} receive interventions under {a} but not under {b}; the reverse holds "
        "for {only_b}.",
    ),
    "fit": (
        "{areas} ges av {length:jämförelse|jämförelser}⟦, med {errors:fel|fel}⟧; {proof}.",
        "{areas} follow from {length:comparison|comparisons}⟦, with {errors:error|errors}⟧; {proof}.",
    ),
    "fit.near": (
        "Inget prövat villkor ger {areas}; närmast är ett med {length:jämförelse|jämförelser} och {errors:fel|fel}.",
        "No condition that was tried gives {areas}; the closest has {length:comparison|comparisons} and "
        "{errors:error|errors}.",
    ),
    "fit.none": (
        "Ingen egenskap säger något om listan ({areas}).",
        "No attribute says anything about the list ({areas}).",
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
        "{policies:policy|policies} together have {count:gap|gaps}, of which {shared} are in all of them: {kinds}.",
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
        "{open:decision|decisions} cannot be made⟧⟦, and {gaps:gap|gaps} remain⟧.",
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
        "{count:change|changes} from A to B change {decisions:decision|decisions} in {areas:area|areas}.",
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
    "check": (
        "{errors:fel|fel} hittades⟦; {read} kunde läsas⟧⟦; {warnings}⟧.",
        "{errors:error was|errors were} found⟦; {read} could be read⟧⟦; {warnings}⟧.",
    ),
    "check.none": ("Inga fel i {read}⟦; {warnings}⟧.", "No errors in {read}⟦; {warnings}⟧."),
    "check.nothing": ("Det finns inget att kontrollera.", "There is nothing to check."),
    "test": (
        "{count:testfall|testfall} prövades, alla med väntat resultat⟦; testtäckningen är {coverage}⟧.",
        "{count:test case|test cases} tried, all with the expected result⟦; test coverage is {coverage}⟧.",
    ),
    "test.failed": (
        "{failed} av {count:testfall|testfall} ger inte väntat resultat⟦; testtäckningen är {coverage}⟧.",
        "{failed} of {count:test case|test cases} {failed:=does|do} not give the expected result⟦; test coverage is "
        "{coverage}⟧.",
    ),
    "test.none": ("Det finns inga testfall.", "There are no test cases."),
    "verify": (
        "Körningen ger samma resultat som {record}⟦; körprotokollet är underskrivet med {signer}⟧.",
        "The run gives the same result as {record}⟦; the run record is signed with {signer}⟧.",
    ),
    "verify.apart": (
        "Körningen skiljer sig från {record} på {count:ställe|ställen}.",
        "The run differs from {record} in {count:place|places}.",
    ),
    "report": (
        "Rapporten är sparad som {file}; öppna den i en webbläsare.",
        "The report has been saved as {file}; open it in a browser.",
    ),
    "live.open": (
        "Händelseloggen {file} har {count:händelse|händelser}; besluten gäller {day}.",
        "The event log {file} has {count:event|events}; the decisions are as of {day}.",
    ),
    "live.update": (
        "{decisions:beslut|beslut} i {areas:område|områden} ändrades⟦; {bodies:aktör|aktörer} ska underrättas⟧.",
        "{decisions:decision|decisions} in {areas:area|areas} changed⟦; {bodies:body|bodies} should be notified⟧.",
    ),
    "live.update.none": ("Inga beslut ändrades.", "No decisions changed."),
    "live.trial": (
        "{decisions:beslut|beslut} i {areas:område|områden} skulle ändras⟦; {bodies:aktör|aktörer} skulle "
        "underrättas⟧.",
        "{decisions:decision|decisions} in {areas:area|areas} would change⟦; {bodies:body|bodies} would be notified⟧.",
    ),
    "live.trial.none": ("Inga beslut skulle ändras.", "No decisions would change."),
    "live.history": ("Händelseloggen har {count:händelse|händelser}.", "The event log has {count:event|events}."),
    "live.history.area": (
        "{area} fick ändrade beslut genom {count:händelse|händelser}.",
        "Decisions for {area} were changed by {count:event|events}.",
    ),
    "live.history.none": ("Inget beslut har ändrats.", "No decision has changed."),
    "rows.file": (
        "{areas:område|områden} i {file} gav {decisions:beslut|beslut}⟦, varav {open} inte kan avgöras⟧; resultatet "
        "finns i {output}.",
        "{areas:area|areas} in {file} gave {decisions:decision|decisions}⟦, of which {open} cannot be made⟧; the "
        "result is in {output}.",
    ),
    "rows.file.none": (
        "Det finns inga områden att besluta om i {file}; inget beslut skrevs till {output}.",
        "There are no areas to decide in {file}; no decision was written to {output}.",
    ),
    "rows": (
        "{rows:rad|rader} prövades mot {policy}: {yes} beslut blev ja och {no} nej⟦; {open} kan inte avgöras⟧.",
        "{rows:row was|rows were} tested against {policy}: {yes} {yes:=decision is|decisions are} yes and {no} "
        "{no:=is|are} no⟦; {open} cannot be made⟧.",
    ),
    "compare.file": (
        "Av {areas:område|områden} i {file} får {gains} fler insatser från A till B och {loses} färre, {swaps} byter "
        "insatser och {same} är oförändrade⟦; {open} är inte avgjorda⟧.",
        "Of {areas:area|areas} in {file}, {gains} {gains:=receives|receive} more interventions from A to B and "
        "{loses} fewer, {swaps} {swaps:=swaps|swap} interventions and {same} {same:=is|are} unchanged⟦; {open} "
        "{open:=is|are} not settled⟧.",
    ),
}
