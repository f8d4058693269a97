"""File headlines: the headline texts of commands that are about files, in both languages.

Rule files that are checked and tested, a run record that is verified, a report that is saved, an event log, and files
of areas. They are written as those of `headline_texts`, which has them among its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FILE_HEADLINES: Final[Mapping[str, tuple[str, str]]] = {
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
        "insatser och {same} är {same:=oförändrad|oförändrade}⟦; {open} är inte {open:=avgjord|avgjorda}⟧.",
        "Of {areas:area|areas} in {file}, {gains} {gains:=receives|receive} more interventions from A to B and "
        "{loses} fewer, {swaps} {swaps:=swaps|swap} interventions and {same} {same:=is|are} unchanged⟦; {open} "
        "{open:=is|are} not settled⟧.",
    ),
}
