"""Commands: the table of the command line.

A row is a name, the module and function that answer (loaded when the command is asked for), and one line of help in
Swedish and English. The order and the groups are those of `grund --help`.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Command(NamedTuple):
    """A command: `path` is `module:function` within `grund.cli`."""

    name: str
    path: str
    sv: str
    en: str


class CommandGroup(NamedTuple):
    """Commands that belong together."""

    sv: str
    en: str
    commands: tuple[Command, ...]


GROUPS: Final = (
    CommandGroup(
        "Fråga",
        "Ask",
        (
            Command(
                "run",
                "run:run",
                "Pröva alla policyer i ett scenario, eller en fil med områden",
                "Apply the policies of a scenario, or apply them to a file",
            ),
            Command(
                "compare",
                "compare:compare",
                "Jämför policyer: områden som omfattas av båda, bara A, bara B",
                "Compare policies: reached by both, by A only, by B only",
            ),
            Command(
                "explain",
                "explain:explain",
                "Förklara ett beslut, med regler, uppgifter och källor",
                "Explain a decision, with its rules, facts and sources",
            ),
            Command(
                "diff",
                "diff:diff",
                "Visa vilka regler som skiljer sig och vilka beslut de ändrar",
                "Show which rules differ and which decisions they change",
            ),
            Command(
                "region",
                "region:region",
                "Beskriv exakt vilka områden som skiljer två policyer åt",
                "Describe exactly which areas two policies treat differently",
            ),
            Command(
                "near",
                "near:near",
                "Lista beslut som en enda uppgift kan ändra",
                "List decisions that a single fact would change",
            ),
            Command(
                "sweep",
                "sweep:sweep",
                "Visa vid vilka värden ett tröskelvärde ändrar beslut",
                "Show at which values a threshold changes decisions",
            ),
            Command(
                "timeline",
                "timeline:timeline",
                "Visa hur besluten ändras över tid och vad som ändrade dem",
                "Show how decisions change over time, and what changed them",
            ),
            Command(
                "report",
                "report:report",
                "Skapa en webbsida med karta, tabeller och förklaringar",
                "Create a web page with maps, tables and explanations",
            ),
        ),
    ),
    CommandGroup(
        "Ansvar och mål",
        "Responsibility and goals",
        (
            Command(
                "who",
                "who:who",
                "Visa vem som är ansvarig för en insats i ett område",
                "Show who is responsible for an intervention in an area",
            ),
            Command(
                "body",
                "body:body",
                "Visa allt en nämnd eller ett bolag har ansvar för",
                "Show everything a committee or company is responsible for",
            ),
            Command(
                "gaps",
                "gaps:gaps",
                "Lista luckor: insatser utan ansvarig, mål utan indikator m.m.",
                "List gaps: no responsible body, goals without targets …",
            ),
            Command(
                "goals",
                "goals:goals",
                "Visa mål, indikatorer och måluppfyllelse",
                "Show goals, indicators and how far they are met",
            ),
            Command(
                "handlingsplan",
                "handlingsplan:handlingsplan",
                "Skapa handlingsplan, eller underlag till verksamhetsplaner",
                "Create a policy's action plan, or input to operational plans",
            ),
            Command(
                "graph",
                "graph:graph",
                "Exportera hela ansvarsgrafen som JSON eller GraphML",
                "Export the responsibility graph as JSON or GraphML",
            ),
        ),
    ),
    CommandGroup(
        "Behov och pengar",
        "Need and money",
        (
            Command(
                "budget",
                "budget:budget",
                "Beräkna vad policyer kostar per aktör, insats, område och år",
                "Calculate what policies cost, by body, area and year",
            ),
            Command(
                "allocate",
                "allocate:allocate",
                "Fördela en begränsad budget mellan områden, med flera metoder",
                "Share a limited budget between areas, by several methods",
            ),
            Command(
                "index",
                "index:index",
                "Visa ett behovsindex: delar, rangordning och vikter",
                "Show a need index: parts, ranking, effect of weights",
            ),
        ),
    ),
    CommandGroup(
        "Pröva och kontrollera",
        "Test and check",
        (
            Command(
                "claims",
                "claims:claims",
                "Pröva ett dokuments påståenden mot regler och uppgifter",
                "Test a document's claims against the rules and facts",
            ),
            Command(
                "prove",
                "prove:prove",
                "Bevisa eller motbevisa påståenden för alla tänkbara områden",
                "Prove or disprove claims for every conceivable area",
            ),
            Command(
                "check",
                "check:check",
                "Kontrollera regler, uppgifter och scenarier",
                "Check rules, facts and scenarios for errors",
            ),
            Command(
                "test",
                "test:test",
                "Kör testfallen i regelfilerna och visa testtäckningen",
                "Run the test cases in the rule files and show test coverage",
            ),
            Command(
                "verify",
                "verify:verify",
                "Gör om en sparad körning och visa skillnader",
                "Repeat a saved run and show any differences",
            ),
        ),
    ),
    CommandGroup(
        "Skriva egna regler",
        "Write your own rules",
        (
            Command(
                "init",
                "init:init",
                "Skapa ett litet eget projekt att utgå från",
                "Create a small project of your own to start from",
            ),
            Command(
                "list",
                "list:list_",
                "Lista policyer, insatser, områden, aktörer med mera",
                "List policies, interventions, areas, bodies and more",
            ),
            Command(
                "schema",
                "schema:schema",
                "Skriv ut JSON Schema för en filtyp, för textredigerare",
                "Print the JSON Schema of a file type, for editors",
            ),
            Command(
                "problem",
                "problem:problem",
                "Förklara en felkod och hur du rättar felet",
                "Explain an error code and how to fix it",
            ),
        ),
    ),
    CommandGroup(
        "Data och drift",
        "Data and operations",
        (
            Command(
                "sql",
                "sql:sql",
                "Översätt en policy till en SQL-fråga för en databas",
                "Translate a policy into a SQL query for a database",
            ),
            Command(
                "import",
                "import_sheet:import_sheet",
                "Gör uppgifter av ett kalkylark med en rad per område",
                "Make facts of a spreadsheet with a row for each area",
            ),
            Command(
                "fetch",
                "fetch:fetch",
                "Hämta uppgifter från SCB, Kolada och kartlager, med källa",
                "Fetch facts from SCB, Kolada and map layers, with sources",
            ),
            Command(
                "serve",
                "serve:serve",
                "Besvara frågor i webbläsare och för andra program (HTTP)",
                "Answer questions in a browser and for other programs (HTTP)",
            ),
            Command(
                "mcp",
                "mcp:mcp",
                "Ge en AI-assistent frågorna som verktyg (MCP)",
                "Offer the questions as tools to an AI assistant (MCP)",
            ),
            Command(
                "site",
                "site:site",
                "Skapa en webbplats: en sida för varje regel, område, källa …",
                "Create a website: a page for each rule, area, source …",
            ),
            Command(
                "openapi",
                "openapi:openapi",
                "Skriv ut beskrivningen av serverns API (OpenAPI)",
                "Print the description of the server's API (OpenAPI)",
            ),
            Command(
                "keep",
                "keep:keep",
                "Spara resultat som uppgifter för en senare körning",
                "Save results as facts for a later run",
            ),
            Command(
                "live",
                "live:live",
                "Följ uppgifter som tillkommer, ändras och tas bort",
                "Follow facts as they are added, changed and withdrawn",
            ),
        ),
    ),
)

COMMANDS: Final = {command.name: command for group in GROUPS for command in group.commands}
"""Every command, by name."""
