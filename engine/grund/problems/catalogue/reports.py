"""Codes G55 and G79: reports, maps and pictures."""

from __future__ import annotations

from typing import Final

from .row import Code

REPORTS: Final[dict[str, Code]] = {
    "G556": Code(
        "inget i kartan {file} är ett område i världen; kartan nämner {found}",
        "nothing in the map {file} is an area of the world; the map names {found}",
        "ge varje feature områdets id ({known}) som id eller egenskap, eller dess namn",
        "give every feature the area's id ({known}) as its id or a property, or its name",
    ),
    "G557": Code(
        "{file} är ingen karta i GeoJSON: {why}",
        "{file} is no map in GeoJSON: {why}",
        "ange en FeatureCollection av ytor, med koordinater i grader (longitud, latitud) eller meter med crs",
        "give a FeatureCollection of polygons, in degrees (longitude, latitude) or in metres with a crs",
    ),
    "G553": Code(
        "en PNG ritas av Chromium, som inte finns här",
        "a PNG is drawn by Chromium, which is not here",
        "installera chromium, eller skriv bilden som .svg",
        "install chromium, or write the picture as .svg",
    ),
    "G554": Code(
        "bilden {graphic} finns inte i den här rapporten",
        "the picture {graphic} is not in this report",
        "välj en av: {known}",
        "choose one of: {known}",
    ),
    "G555": Code(
        "Chromium ritade ingen bild: {why}",
        "Chromium drew no picture: {why}",
        "skriv bilden som .svg",
        "write the picture as .svg",
    ),
    "G790": Code(
        "svaret har {rows} rader, och ett kalkylblad rymmer {most}",
        "the answer has {rows} rows, and a sheet has room for {most}",
        "skriv det som .parquet eller .csv",
        "write it as .parquet or .csv",
    ),
}
