"""Columns: what the key of a column means, whatever answer it stands in.

One key, one meaning; an answer in which a key holds something else says so in `IN_KIND`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ...model.sources import Label
from .tables.shape import Kind


class Meaning(NamedTuple):
    """What a column is called, the kind of its values, and what a number counts."""

    label: Label
    kind: Kind = "text"
    unit: str = ""


def meaning(key: str, answer: str = "") -> Meaning:
    """What a key means in an answer (`grund-run` …); a key with a name in it means what its first part does.

    Raises `KeyError` for a key that no answer has.
    """
    own = IN_KIND.get((answer, key)) or COLUMNS.get(key)
    if own is not None:
        return own
    prefix = next((p for p in _PREFIXES if key.startswith(p)), None)
    if prefix is None:
        raise KeyError(key)
    label, kind, unit = _PREFIXES[prefix]
    name = key.removeprefix(prefix)
    return Meaning(Label(f"{label.sv}: {name}", f"{label.en}: {name}"), kind, unit)


def headings(lang: str, *keys: str) -> tuple[str, ...]:
    """What columns of a block are called, with a capital: as keys are, and as `ONLY_IN_BLOCKS` says."""
    labels = (ONLY_IN_BLOCKS.get(key) or COLUMNS[key].label for key in keys)
    return tuple(text[:1].upper() + text[1:] for text in (label.get(lang) for label in labels))


def _texts(**labels: tuple[str, str]) -> dict[str, Meaning]:
    return {key: Meaning(Label(*label)) for key, label in labels.items()}


def _of(kind: Kind, **labels: tuple[str, str]) -> dict[str, Meaning]:
    return {key: Meaning(Label(*label), kind, "kr" * key.endswith("_kr")) for key, label in labels.items()}


COLUMNS: Final[Mapping[str, Meaning]] = {
    **_texts(
        # what is asked
        policy=("policy", "policy"),
        policies=("policyer", "policies"),
        tolkning=("tolkning", "interpretation"),
        reading=("tolkning", "interpretation"),
        insats=("insats", "intervention"),
        insatser=("insatser", "interventions"),
        parameter=("parameter", "parameter"),
        index=("index", "index"),
        method=("metod", "method"),
        claim=("påstående", "claim"),
        id=("id", "id"),
        kind=("slag", "kind"),
        # where
        level=("nivå", "level"),
        area=("områdets id", "area id"),
        name=("område", "area"),
        areas=("områden", "areas"),
        district=("stadsdelsområde eller motsvarande", "district"),
        relation=("läge", "relation"),
        # what is decided, and why
        verdict=("beslut", "decision"),
        then=("beslut i så fall", "decision then"),
        rule=("avgörande regel", "deciding rule"),
        missing=("uppgifter som saknas", "missing facts"),
        not_applicable=("ej tillämpligt", "not applicable"),
        marks=("källstatus", "source status"),
        proviso=("förbehåll", "proviso"),
        outcome=("med osäkra uppgifter", "with uncertain facts"),
        statement=("utsaga", "statement"),
        holds=("stämmer", "holds"),
        condition=("villkor", "condition"),
        source=("källa", "source"),
        quote=("citat", "quotation"),
        place=("plats i dokumentet", "place in the document"),
        illustration=("illustration", "illustration"),
        label=("benämning", "label"),
        note=("not", "note"),
        documents=("dokument", "documents"),
        # two policies
        a=("A", "A"),
        b=("B", "B"),
        group=("grupp", "group"),
        group_outcome=("gruppen med osäkra uppgifter", "group with uncertain facts"),
        group_draws=("dragningar per grupp", "draws by group"),
        change=("förändring", "change"),
        why_a=("skäl i A", "reason in A"),
        why_b=("skäl i B", "reason in B"),
        gained=("tillkommer", "gained"),
        lost=("faller bort", "lost"),
        withdraws_a=("A tar bort", "A withdraws"),
        withdraws_b=("B tar bort", "B withdraws"),
        needs=("avgörs av", "settled by"),
        in_need=("har behov", "in need"),
        fields_a=("sakområden i A", "policy areas in A"),
        fields_b=("sakområden i B", "policy areas in B"),
        answers_gained=("ansvar som tillkommer", "responsibility gained"),
        answers_lost=("ansvar som faller bort", "responsibility lost"),
        left_with_nobody=("ansvarig aktör saknas", "no responsible body"),
        # versions, days and levers
        subject=("vad", "subject"),
        before=("före", "before"),
        after=("efter", "after"),
        file_before=("fil före", "file before"),
        file_after=("fil efter", "file after"),
        precision=("precision", "precision"),
        changes=("ändringar", "changes"),
        events=("händelser", "events"),
        rule_before=("regel före", "rule before"),
        rule_after=("regel efter", "rule after"),
        how=("hur", "how"),
        told=("aktörer att underrätta", "bodies to notify"),
        changed=("ändrad uppgift", "changed fact"),
        attribute=("attribut", "attribute"),
        yes=("ja", "yes"),
        no=("nej", "no"),
        issue=("utgåva", "issue"),
        measure=("mått", "measure"),
        # who
        answers=("ansvarar", "is accountable"),
        body=("aktörens id", "body id"),
        body_name=("aktör", "body"),
        role=("roll", "role"),
        field=("sakområde", "policy area"),
        gap=("lucka", "gap"),
        goal=("mål", "goal"),
        under=("under mål", "under goal"),
        owner=("ägare", "owner"),
        indicator=("indikator", "indicator"),
        target=("målvärde", "target"),
        outcomes=("utfall", "outcomes"),
        fulfilment=("måluppfyllelse", "fulfilment"),
        # what there is
        list=("lista", "list"),
        # a list's conditions
        proved=("bevisat", "proved"),
        missed=("på listan, utanför villkoret", "in the list, outside the condition"),
        extra=("utanför listan, inom villkoret", "outside the list, within the condition"),
        undecided=("kan inte avgöras", "cannot be decided"),
        extends=("bygger på", "extends"),
        about=("vad", "about"),
        target_group=("målgrupp", "target group"),
        default=("förval", "default"),
        type=("typ", "type"),
        derived=("härlett", "derived"),
        parent=("under", "under"),
        overseer=("uppsikt", "supervised by"),
        consulted=("tillfrågad om", "asked about"),
        # money
        part=("del", "part"),
        payer=("finansiering", "payer"),
        unit=("enhet", "unit"),
        # claims
        says=("vem som säger det", "who says it"),
        ours=("vårt eget", "ours"),
        judgement=("bedömning", "finding"),
        way=("hur det prövats", "way"),
        data=("underlag", "data"),
        standing=("status", "status"),
        case=("fall", "case"),
        value=("värde", "value"),
        recorded=("registrerad", "recorded"),
        # files, rules and codes
        path=("fil eller mapp", "file or folder"),
        file=("fil", "file"),
        code=("kod", "code"),
        message=("vad som är fel", "what is wrong"),
        cure=("bot", "cure"),
        text=("betydelse", "meaning"),
        first=("först", "first"),
        replaces=("ersätter", "replaces"),
        bad=("fel", "wrong"),
        good=("rätt", "right"),
        shown=("kommando", "command"),
        example=("testfall", "test case"),
        expected=("väntat", "expected"),
        found=("resultat", "result"),
        conflict=("regler i konflikt", "rules in conflict"),
        reached=("nås", "reached"),
        difference=("skillnad", "difference"),
        # decision tables
        table=("tabell", "table"),
        output=("utdata", "output"),
        row=("radens id", "row id"),
        result=("vad raden ger", "what the row gives"),
        decides=("avgör", "decides"),
        examples=("testfall", "test cases"),
        findings=("att se över", "to look at"),
        scope=("var", "where"),
    ),
    **_of(
        "whole",
        draws_yes=("dragningar som ger ja", "draws that give yes"),
        draws=("dragningar", "draws"),
        best_rank=("bästa rang", "best rank"),
        drawn_best_rank=("bästa rang i dragningarna", "best rank in the draws"),
        drawn_worst_rank=("sämsta rang i dragningarna", "worst rank in the draws"),
        drawn_first=("dragningar bland de första", "draws among the first"),
        worst_rank=("sämsta rang", "worst rank"),
        length=("jämförelser", "comparisons"),
        errors=("fel", "errors"),
        year=("år", "year"),
        depth=("djup", "depth"),
        tree=("träd", "tree"),
        step=("steg", "step"),
        number=("radens nummer", "row number"),
        hits=("områden som raden gäller för", "areas the row holds for"),
        decided=("områden som raden avgör", "areas the row decides"),
        open=("områden som raden kan gälla för", "areas the row may hold for"),
        count=("antal", "count"),
        seq=("händelse", "event"),
        unknown=("antal som saknas", "number missing"),
        line=("rad", "line"),
        position=("tecken på raden", "character in the line"),
        line_before=("rad före", "line before"),
        line_after=("rad efter", "line after"),
        residents_unknown=("områden där invånarantal saknas", "areas with no data on residents"),
        granted_steps=("beviljade steg", "steps granted"),
        decided_steps=("beslutade steg", "steps decided"),
    ),
    **_of(
        "decimal",
        share_low=("andel ja, minst", "share of yes, at least"),
        share_high=("andel ja, mest", "share of yes, at most"),
        residents=("invånare", "residents"),
        cost=("kostnad för ändringen", "cost of the change"),
        quantity=("volym", "volume"),
        price_kr=("pris, kr", "price, SEK"),
        amount_kr=("belopp, kr", "amount, SEK"),
        low_kr=("minst, kr", "at least, SEK"),
        high_kr=("högst, kr", "at most, SEK"),
        granted_kr=("beviljat, kr", "granted, SEK"),
        decided_kr=("beslutat, kr", "decided, SEK"),
        churn_low=("andel utbytta, minst", "turnover, at least"),
        churn_high=("andel utbytta, högst", "turnover, at most"),
        rank=("rang", "rank"),
        weight=("vikt", "weight"),
        need=("behov per invånare", "need per resident"),
        contribution=("bidrag", "contribution"),
        share=("andel", "share"),
        weight_share=("andel av vikterna", "share of the weights"),
        effective_share=("andel av spridningen", "share of the spread"),
        correlation=("korrelation med indexet", "correlation with the index"),
        new_value=("nytt värde", "new value"),
        new_rank=("ny rang", "new rank"),
    ),
    **_of(
        "date",
        day=("dag", "day"),
        by=("senast", "by"),
        valid_from=("gäller från", "valid from"),
        valid_to=("gäller till", "valid to"),
    ),
    "from": Meaning(Label("från", "from")),
    "to": Meaning(Label("till", "to")),
}
"""Every key that a table has, by what it means; `from` and `to` are words of Python."""

_PREFIXES: Final[Mapping[str, Meaning]] = {
    "tolkning.": Meaning(Label("tolkning", "interpretation")),
    "rules_": Meaning(Label("avgörande regler", "deciding rules")),
    "missing_": Meaning(Label("uppgifter som saknas", "missing facts")),
    "reaches_": Meaning(Label("omfattas", "reached")),
    "withdraws_": Meaning(Label("tas bort", "withdrawn")),
    "group_": Meaning(Label("områden i grupp", "areas in group"), "whole"),
    "change_": Meaning(Label("områden med förändring", "areas with change"), "whole"),
}
"""Keys that end in a name of the scenario."""

IN_KIND: Final[Mapping[tuple[str, str], Meaning]] = {
    ("grund-table", "holds"): Meaning(Label("gäller", "holds")),
    **{("grund-timeline", key): Meaning(COLUMNS[key].label, "date") for key in ("from", "to")},
    **{("grund-sweep", key): Meaning(COLUMNS[key].label, "decimal") for key in ("from", "to")},
    **{("grund-sweep", key): Meaning(COLUMNS[key].label, "whole") for key in ("yes", "no")},
    **{("grund-graph", key): Meaning(COLUMNS[key].label, "date") for key in ("from", "to")},
    ("grund-graph", "source"): Meaning(Label("från", "from")),
    ("grund-graph", "target"): Meaning(Label("till", "to")),
    ("grund-problem", "after"): Meaning(Label("rätt kommando", "right command")),
    ("grund-problems", "after"): Meaning(Label("rätt kommando", "right command")),
    ("grund-comparison-file", "count"): Meaning(Label("vad som räknas", "what is counted")),
    ("grund-comparison-file", "areas"): Meaning(Label("antal områden", "number of areas"), "whole"),
    **{("grund-index", key): Meaning(COLUMNS[key].label, "decimal") for key in ("value", "count")},
}
"""Where a key holds another kind of value than elsewhere: the kind of answer, and the key."""

ONLY_IN_BLOCKS: Final[Mapping[str, Label]] = {
    "called": Label("namn", "name"),
    "event": Label("händelse", "event"),
    "lacking": Label("saknas", "missing"),
    "property": Label("egenskap", "attribute"),
    "responsible": Label("ansvarig", "responsible"),
    "what": Label("vad", "what"),
}
"""Headings of blocks that are not the key of any table."""
