"""Outlines: the borders that a world has for some of its areas; for pictures only, no decision reads them.

Takes a world's facts (which know their files), the words that its overlaps are said in, and sources. What is drawn
names its source; every outline is an area that exists; the file is read when a map is drawn, or the world is checked,
and not before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from ..model.facts import FactBook
from ..model.policies import Rulebook
from ..model.sources import Citation, Label
from ..problems.file_names import shown
from ..problems.problem import GrundError, Place
from .geojson import Ring, read_map
from .report import ProblemReport, label
from .schema import WorldFile


@dataclass(frozen=True, slots=True)
class WorldOutlines:
    """Rings by area; by which shares of an overlap an outline is tied to areas of another level, and the least shown.

    Degrees, or metres with y to the north.
    """

    rings: Mapping[str, tuple[Ring, ...]] = field(default_factory=dict)
    degrees: bool = True
    shares: tuple[str, ...] = ()
    least: Decimal = Decimal(0)
    citation: Citation = Citation()
    caption: Label = Label("")


def world_outlines(facts: FactBook, book: Rulebook) -> WorldOutlines | None:
    """The outlines of a world; None where its world.yaml names none. Raises `GrundError`."""
    folder = next((Path(f).parent for f in facts.files if Path(f).name == "areas.csv"), None)
    report = ProblemReport()
    manifest = report.yaml(folder / "world.yaml", WorldFile) if folder else None
    report.finish()
    if folder is None or manifest is None or manifest[1].outlines is None:
        return None
    document, given = manifest[0], manifest[1].outlines
    citation = report.citation(document, ("outlines",), given, book.sources, "@fact")
    for i, share in enumerate(given.shares):
        report.known(document.place(("outlines", "shares", i)), "@share", share, book.vocabulary.shares)
    path = folder / given.file
    if Path(given.file).name != given.file or not path.is_file():
        report.add("G860", document.place(("outlines", "file")), file=given.file, folder=shown(folder))
    report.finish()
    try:
        drawn = read_map(path, shown(path))
    except OSError:
        raise GrundError(report.problems) from None
    known = {a.id: None for a in facts.areas}
    rings: dict[str, tuple[Ring, ...]] = {}
    for feature in drawn.features:
        area = next((word for word in feature.words if word in known), None)
        if area is None:
            word = feature.words[0] if feature.words else "–"
            report.add("G401", Place(shown(path)), report.nearest(word, known), id=word)
        elif feature.rings:
            rings[area] = rings.get(area, ()) + feature.rings
    report.finish()
    return WorldOutlines(rings, drawn.degrees, tuple(given.shares), given.least, citation, label(given.caption))
