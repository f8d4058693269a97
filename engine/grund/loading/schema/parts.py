"""Parts that many files share: names for people, and what a statement stands on."""

from __future__ import annotations

from typing import Annotated, Literal

from .fields import SCALAR, Flag, Model, ReadAs, Text, Texts, cited, labelled, shorter


class ManyIn(Model):
    """What several of something are called."""

    sv: Text
    en: Text = ""


class LabelIn(Model):
    """A name for people; plain text is Swedish. `many`: what several of it are called, of what is counted."""

    sv: Text
    en: Text = ""
    many: ManyIn | None = None


class NoteIn(Model):
    """A note for people; plain text is Swedish."""

    sv: Text
    en: Text = ""


NoteField = Annotated[NoteIn, ReadAs(labelled, shorter(SCALAR))]
LabelField = Annotated[LabelIn, ReadAs(labelled, shorter(SCALAR))]


class SourceIn(Model):
    """Where a statement comes from; plain text, or a list, is the ids of documents."""

    document: Texts
    place: NoteField = NoteIn(sv="")
    quote: Text = ""


SourceField = Annotated[SourceIn, ReadAs(cited, shorter(SCALAR, {"type": "array", "items": SCALAR}))]


class Cited(Model):
    """Fields of everything that must stand on a source."""

    source: SourceField | None = None
    mark: Literal["V", "H", "G"] | None = None
    note: NoteField = NoteIn(sv="")
    assumption: Flag = False
    illustration: Flag = False
