"""Parts that many files share: names for people, and what a statement stands on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from .fields import Flag, Model, Scalar, Text, Texts, cited, labelled


class LabelIn(Model):
    """A name for people; plain text is Swedish."""

    sv: Text
    en: Text = ""


LabelField = Annotated[LabelIn, BeforeValidator(labelled, json_schema_input_type=Scalar | LabelIn)]


class SourceIn(Model):
    """Where a statement comes from; plain text, or a list, is the ids of documents."""

    document: Texts
    place: Text = ""
    quote: Text = ""


SourceField = Annotated[SourceIn, BeforeValidator(cited, json_schema_input_type=Scalar | list[Scalar] | SourceIn)]


class Cited(Model):
    """Fields of everything that must stand on a source."""

    source: SourceField | None = None
    mark: Literal["V", "H", "G"] | None = None
    note: Text = ""
    assumption: Flag = False
    illustration: Flag = False
