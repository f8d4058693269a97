"""Uncertain facts in files: of an attribute in some areas, where its value may lie, and how often."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from .fields import Model, Number, Text, Texts, Whole
from .parts import Cited


class NormalIn(Model):
    """A normal distribution; without a mean, around the recorded value."""

    sd: Number
    mean: Number | None = None


class BetaIn(Model):
    """What a sample says of a share: `count` of `of`; `times` 100 where the attribute is in per cent."""

    count: Whole
    of: Whole
    times: Number = Decimal(1)


class UncertainIn(Cited):
    """An attribute whose value is uncertain in some areas (in all that have one, where none is named)."""

    attribute: Text
    areas: Texts = []
    between: Texts = []
    one_of: Texts = []
    normal: NormalIn | None = None
    triangular: list[Number] = []
    beta: BetaIn | None = None
    replicates: Text = ""


class UncertainFile(Model):
    """Uncertain facts in a file of their own, for a what-if."""

    uncertain: list[UncertainIn]


HOVER: Final = {
    "ScenarioFile.uncertain": ("osäkra uppgifter: var värdet kan ligga", "uncertain facts: where the value may lie"),
    "UncertainIn.areas": ("områdena; utan dem alla med värde", "the areas; without any, all with a value"),
    "UncertainIn.between": ("ett intervall: minst och mest", "an interval: least and most"),
    "UncertainIn.one_of": ("en mängd värden", "a set of values"),
    "UncertainIn.normal": ("normalfördelning: sd, och mean", "a normal distribution: sd, and mean"),
    "UncertainIn.triangular": ("minst, mest sannolikt, mest", "least, most likely, most"),
    "UncertainIn.beta": ("andel ur ett urval: count av of", "a share from a sample: count of of"),
    "UncertainIn.replicates": ("CSV med draw, area, attributet", "a CSV with draw, area, the attribute"),
    "NormalIn.sd": ("standardavvikelse", "standard deviation"),
    "NormalIn.mean": ("medelvärde; utan det registrerade", "the mean; without one, what is recorded"),
    "BetaIn.count": ("så många i urvalet", "so many of the sample"),
    "BetaIn.of": ("urvalets storlek", "the size of the sample"),
    "BetaIn.times": ("andelen gånger detta; 100 för procent", "the share times this; 100 for per cent"),
}
"""What an editor says of these fields, in Swedish and in English."""
