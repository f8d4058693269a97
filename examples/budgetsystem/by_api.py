"""The same budget system over HTTP: python by_api.py postgresql:///budget http://127.0.0.1:8000 DAY

Takes the database of schema.sql, the address of `grund serve scenario.yaml`, and a day; writes a run and its lines in
the same tables. What the database says of the day is tried as prices and facts, the same in every year, and shows as
assumptions. The run is the hash that the server gives, so the same question is written once. To copy: grund need not be
installed here.
"""

import csv
import io
import json
import os
import sys
from decimal import Decimal
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg

COLUMNS = ("policy", "tolkning", "year", "insats", "part", "area", "name", "district", "body", "body_name", "verdict")


def main(database: str, server: str, day: str) -> str:
    """Read, ask and write in one transaction; the run."""
    with psycopg.connect(database) as db:
        prices = db.execute(
            "SELECT DISTINCT ON (parameter) parameter, value FROM grund_price WHERE valid_from <= %(day)s "
            "AND price_level IS NOT NULL ORDER BY parameter, valid_from DESC", {"day": day},
        )  # fmt: skip
        question = {"own": True, "day": day, "prices": {name: str(value) for name, value in prices}, "facts": {}}
        facts = db.execute(
            "SELECT area, attribute, value FROM grund_fact WHERE valid_from <= %(day)s "
            "AND (valid_to IS NULL OR valid_to > %(day)s)", {"day": day},
        )  # fmt: skip
        for area, attribute, value in facts:
            question["facts"].setdefault(area, {})[attribute] = value or None
        run, lines = ask(server, question)
        write(db, server, run, lines)
    return run


def ask(server: str, question: dict) -> tuple[str, list[dict]]:
    """The run's hash and its lines; what is wrong is told with its code and cure."""
    headers = {"content-type": "application/json", "accept": "text/csv"}
    if token := os.environ.get("GRUND_TOKEN"):
        headers["authorization"] = f"Bearer {token}"
    try:
        with urlopen(Request(f"{server}/v1/budget", json.dumps(question).encode(), headers)) as reply:
            lines = csv.DictReader(io.StringIO(reply.read().decode("utf-8-sig")), delimiter=";")
            # a line without an insats counts the areas that a policy reaches
            return reply.headers["x-grund-run"], [line for line in lines if line["insats"]]
    except HTTPError as error:
        problems = json.load(error)["problems"]
        sys.exit("\n".join(f"{p['code']}  {p['message']}\n  {p['cure']}" for p in problems))


def write(db: psycopg.Connection, server: str, run: str, lines: list[dict]) -> None:
    """The run and its lines, if it is not there, and that it is the scenario's budget now."""
    with urlopen(f"{server}/healthz") as reply:
        health = json.load(reply)
    new = db.execute(
        "INSERT INTO grund_run (run, scenario, engine, illustration, lines) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING", (run, health["scenario"], health["version"], health["illustration"], len(lines)),
    ).rowcount  # fmt: skip
    named = ["area_name" if name == "name" else name for name in COLUMNS]
    names = ("run", *named, "quantity", "amount_ore", "low_ore", "high_ore", "missing", "marks")
    rows = [
        (
            run, *(line[name] or None for name in COLUMNS), number(line["quantity"]),
            *(ore(line[name]) for name in ("amount_kr", "low_kr", "high_kr")), line["missing"] or None, line["marks"],
        )
        for line in lines
    ] if new else []  # fmt: skip
    with db.cursor() as cursor:
        places = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO grund_budget ({', '.join(names)}) VALUES ({places})", rows)
    db.execute(
        "INSERT INTO grund_current VALUES (%s, %s) ON CONFLICT (scenario) DO UPDATE SET run = EXCLUDED.run",
        (health["scenario"], run),
    )


def number(text: str) -> Decimal | None:
    """A number as Swedish CSV writes it; empty is unknown, never zero."""
    return Decimal(text.replace(",", ".")) if text else None


def ore(text: str) -> int | None:
    """Kronor as whole öre."""
    value = number(text)
    return None if value is None else int(value * 100)


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
