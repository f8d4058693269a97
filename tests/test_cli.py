"""The command line as its users meet it: exit codes, streams, formats, files, and errors that say what to do.

Most commands run in this process; a few are processes of their own, where pipes, environment and start-up matter.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from command_line import ROOT, process
from conftest import Grund

COMPARE: Final = ("compare", "fokusomrade", "stadsdelslyft-ersatter")


ILLUSTRATED: Final = """\
scenario: pahittat
label: {sv: Påhittat, en: Invented}
world: stockholm
day: 2026-02-17
policies: [nulage, behovsstyrd]
level: stadsdel
hierarchy: indelning
group: stadsdelsomrade
residents: befolkning
source: {document: tu-2026, place: "s. 1"}
parameters:
  cni_troskel_konstruerad: {value: 1.2, illustration: true, note: påhittat}
  riket_index_per_person: {value: 2.4761, illustration: true, note: påhittat}
changes:
  - {area: sd-tensta, attribute: alder_65_ensamboende, value: 595, illustration: true}
  - {area: sd-tensta, attribute: utlandsfodd, value: 9000, illustration: true}
  - {area: sd-tensta, attribute: arbetslos, value: 900, illustration: true}
  - {area: sd-tensta, attribute: ensamstaende_foralder, value: 900, illustration: true}
  - {area: sd-tensta, attribute: inflyttad, value: 900, illustration: true}
  - {area: sd-tensta, attribute: lagutbildad, value: 900, illustration: true}
  - {area: sd-tensta, attribute: under_5, value: 900, illustration: true}
"""

OWN_POLICY: Final = """\
policy: min
extends: nulage
label: {sv: "=1+1 Min", en: "=1+1 Mine"}
source: {document: tu-2026, place: "s. 1"}
insatser:
  insats-skola:
    otherwise: no
    rules:
      - id: min-skola
        when: "befolkning >= 5000"
        then: yes
        because: {sv: "stora stadsdelar", en: "large neighbourhoods"}
        assumption: true
"""


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A scenario of a user's own, with values invented to illustrate."""
    path = tmp_path / "pahittat.yaml"
    path.write_text(ILLUSTRATED, encoding="utf-8")
    return path


@pytest.fixture
def own_policy(tmp_path: Path) -> Path:
    """A policy file of a user's own."""
    path = tmp_path / "min.yaml"
    path.write_text(OWN_POLICY, encoding="utf-8")
    return path


# ── exit codes and streams

GOOD: Final = [
    (),
    ("--version",),
    ("--help",),
    ("run", "scb-exempel"),
    ("run", "stockholm-2026", "--policy", "nulage", "--day", "2025-12-15", "--known", "2025-12-20"),
    COMPARE,
    (*COMPARE, "--tolkning", "fokusomrade_jarva=snav"),
    ("explain", "tensta"),
    ("explain", "tensta", "klassning"),
    ("explain", "tensta", "befolkning"),
    ("explain", "sdo-jarva", "insats-sig"),
    ("explain", "Hässelby gård", "insats-handlingsplan", "--policy", "stadsdelslyft-ersatter"),
    ("timeline",),
    ("timeline", "stockholm-2015-2026", "Älvsjö/Solberga", "--lang", "en"),
    ("timeline", "stockholm-2015-2026", "Hässelby gård", "--as-known", "--policy", "stadsdelslyft"),
    ("timeline", "stockholm-2015-2026", "--insats", "insats-sig", "--from", "2023-01-01", "--to", "2024-01-01"),
    ("check", "--format", "json"),
    ("check", "--prove"),
    ("check", "--prove", "--format", "json"),
    ("check", "--format", "sarif"),
    ("problem", "G203", "--lang", "en"),
    ("sql", "stadsdelslyft", "--dialect", "postgres"),
    ("index", "cni", "--scenario", "scb-exempel", "--set", "vikt_utlandsfodd=0", "--lang", "en", "--format", "csv"),
    ("index", "cni"),
    ("index", "index", "--scenario", "stratumbidrag", "--set", "v_bidrag=0,9", "--format", "json"),
    ("near",),
    ("schema",),
    ("schema", "policy", "--lang", "en"),
    ("explain", "Hässelby gård", "insats-skola", "--policy", "stadsdelslyft", "--what-would-change"),
    ("claims", "tjansteutlatandet", "--lang", "en", "--format", "json"),
    ("prove", "tjansteutlatandet"),
    ("region", "fokusomrade", "stadsdelslyft-ersatter"),
    ("region", "stadsdelslyft", "stadsdelslyft-ersatter", "--insats", "insats-skola", "--format", "csv"),
    ("problem", "G317", "--lang", "en"),
    ("problem", "g317", "--format", "json"),
    ("list", "attributes", "--lang", "en"),
    ("diff", "stadsdelslyft-ersatter", "stadsdelslyft"),
    ("who", "insats-skola", "tensta"),
    ("body", "sdn-skarholmen"),
    ("graph", "--policy", "stadsdelslyft", "--tolkning", "lyft_utbredning=utsatta"),
    ("graph", "--policy", "stadsdelslyft", "--tolkning", "lyft_utbredning=utsatta", "--format", "graphml"),
    ("budget", "stockholm-2026", "--years", "2027-2028", "--policy", "stadsdelslyft"),
    ("allocate", "budget-exempel", "--policy", "stadsdelslyft", "--years", "2027", "--total", "30000000", "--own"),
    ("budget", "budget-exempel", "--own", "--unit", "tkr", "--lang", "en", "--format", "md"),
    ("handlingsplan", "fokusomrade", "--format", "html"),
    ("handlingsplan", "stadsdelslyft-ersatter", "--format", "xlsx"),
]
"""Commands and options besides those whose answer `test_formats` writes in every format."""

LONG: Final = {"near", "check --prove", "check --prove --format json", "timeline"}
"""Those that take seconds."""


@pytest.mark.parametrize(
    "words", [pytest.param(w, marks=pytest.mark.slow if " ".join(w) in LONG else (), id=" ".join(w)) for w in GOOD]
)
def test_good_commands(grund: Grund, words: tuple[str, ...]) -> None:
    """Exit code 0, data on stdout, nothing on stderr."""
    found = grund(*words)
    assert found.code == 0
    assert found.out
    assert found.talk == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nope",), "nope"),
        (("run", "--format", "xml"), "xml"),
        (("run", "--lang", "de"), "de"),
        (("run", "a", "b"), "b"),
        (("compare", "fokusomrade"), "B saknas"),
        (("explain",), "OMRÅDE saknas"),
        (("list", "everything"), "everything"),
        (("run", "--dag", "2026-01-01"), "--dag"),
        (("verify",), "KÖRPROTOKOLL saknas"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_usage_is_2(grund: Grund, words: tuple[str, ...], said: str) -> None:
    """A command that cannot be understood: 2, with the word that was not understood."""
    found = grund(*words)
    assert found.code == 2
    assert "G509" in found.talk and said in found.talk


@pytest.mark.parametrize(
    ("words", "code", "help_"),
    [
        (("explain", "Tenstaa"), "G401", "menade du ”Tensta”?"),
        (("explain", "zzz"), "G401", "areas.csv"),
        (("explain", "sd-tenst"), "G401", "sd-tensta"),
        (("compare", "fokusomrde", "nulage"), "G312", "menade du ”fokusomrade”?"),
        (("run", "--policy", "nulagee"), "G312", "menade du ”nulage”?"),
        (("run", "stokholm-2026"), "G501", "menade du ”stockholm-2026”?"),
        (("run", "--tolkning", "fokusomrade_jarva=sna"), "G502", "fokusomrade_jarva=snav"),
        (("run", "--tolkning", "fokusomrade_jarva"), "G502", "fokusomrade_jarva=vid"),
        (("run", "--tolkning", "okand=vid"), "G502", "fokusomrade_jarva=vid"),
        (("explain", "tensta", "insats-handlingspla"), "G503", "insats-handlingsplan"),
        (("explain", "tensta", "insats-handlingsplan", "--policy", "nulage"), "G503", "nulage"),
        (("explain", "kommun-0180", "insats-skola"), "G508", "stadsdel"),
        (("run", "--day", "2026-13-01"), "G216", "ÅÅÅÅ-MM-DD"),
        (("run", "--day", "2026-2-1"), "G216", "ÅÅÅÅ-MM-DD"),
        (("run", "--day", "igår"), "G216", "ÅÅÅÅ-MM-DD"),
        (("run", "--known", "20260201"), "G216", "ÅÅÅÅ-MM-DD"),
        (("goals", "--policy", "nulagee"), "G312", "menade du ”nulage”?"),
        (("gaps", "--day", "igår"), "G216", "ÅÅÅÅ-MM-DD"),
        (("budget", "budget-exempel", "--years", "20x7"), "G572", ""),
        (("timeline", "stockholm-2015-2026", "--from", "2024-01-01", "--to", "2023-01-01"), "G514", ""),
        (("list", "--scenario", "stokholm-2026"), "G501", "menade du ”stockholm-2026”?"),
        (("problem", "G999"), "G507", ""),
        (("run", "--on", "duckdb://x.db", "--input", "t", "-o", "u", "--changed", "igår"), "G862", "--changed andrad="),
        (("run", "--on", "duckdb://x.db", "--input", "t", "-o", "u", "--changed", "=5"), "G862", "--changed andrad="),
        (("run", "--on", "duckdb://x.db", "--input", "t", "-o", "u", "--changed", "nar="), "G862", "--changed andrad="),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_a_wrong_word_of_the_command_is_2(grund: Grund, words: tuple[str, ...], code: str, help_: str) -> None:
    """A name that nothing has, a date, a year, a choice: 2, with a code and the nearest word or the cure."""
    found = grund(*words)
    assert found.code == 2
    assert code in found.talk
    assert help_ in found.talk


@pytest.mark.parametrize(
    ("words", "code", "help_"),
    [
        (("run", "finns-inte.yaml"), "G101", "kontrollera"),
        (("run", "--policy", "finns-inte.yaml"), "G101", "kontrollera"),
        (("verify", "finns-inte.json"), "G101", "kontrollera"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_data_is_3(grund: Grund, words: tuple[str, ...], code: str, help_: str) -> None:
    """Data that is not there or not right: 3, with a code and the nearest word or the cure."""
    found = grund(*words)
    assert found.code == 3
    assert code in found.talk
    assert help_ in found.talk


def test_a_policy_file_is_one_policy(grund: Grund, tmp_path: Path) -> None:
    """Those of the rulebook that it is read beside are not in it."""
    own = tmp_path / "egen.yaml"
    own.write_text("policy: egen\nextends: ordinarie\nlabel: Egen\nillustration: true\ninsatser: {}\n", "utf-8")
    found = grund("check", str(own))
    assert found.code == 0 and f"{own}: 1\xa0policy" in found.text.splitlines()


def test_findings_are_1(grund: Grund, tmp_path: Path) -> None:
    """`check` with something to say: 1; every problem on stderr, the sum on stdout."""
    wrong = tmp_path / "fel.yaml"
    wrong.write_text(
        OWN_POLICY.replace("befolkning", "befolknin").replace("extends: nulage", "extends: nulag"), "utf-8"
    )
    found = grund("check", str(wrong))
    assert found.code == 1
    assert re.search(r"fel\.yaml:\d+:\d+  G\d{3}", found.talk)
    assert "^" in found.talk
    listed = grund("check", str(wrong), "--format", "json")
    assert listed.code == 1
    assert listed.talk == ""
    assert listed.json()


def test_check_says_what_is_wrong_with_a_path(grund: Grund, tmp_path: Path) -> None:
    """A path that exists is not said to be missing."""
    missing = grund("check", str(tmp_path / "borta"))
    assert missing.code == 1 and "G101" in missing.talk
    there = grund("check", str(tmp_path))
    assert there.code == 1
    assert "finns inte" not in there.talk


ODD: Final = (
    "x@foo", "@level", "{x}", "{", "%s", "\\", "'", "", " ", "\t", "a\nb", "ÅÄÖ" * 400, "-", "../..", "\u202e",
    "\udcff",
)  # fmt: skip


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_words_are_no_crash(grund: Grund, text: str) -> None:
    """Whatever a person types where a name stands, the answer is a problem and not an internal error."""
    for words in (("explain", text), ("compare", text, "nulage"), ("run", "--tolkning", text), ("verify", text)):
        assert grund(*words).code in (2, 3), words
    assert grund("run", f"{text}x").code in (2, 3)


def test_no_word_at_all_is_the_help(grund: Grund) -> None:
    """`grund` alone says what there is."""
    found = grund()
    assert all(name in found.text for name in ("run", "compare", "explain", "check", "list", "verify"))


# ── names


@pytest.mark.parametrize(
    "name",
    ["Hässelby gård", "hässelby gård", "HÄSSELBY GÅRD", " hässelby  gård ", "sd-hasselby-gard", "hasselby gard"],
)
def test_names_are_folded(grund: Grund, name: str) -> None:
    """A person writes a name without thinking of capitals, marks over letters, or ids; the id works too."""
    found = grund("explain", name, "insats-handlingsplan", "--policy", "stadsdelslyft-ersatter", "--format", "json")
    assert found.code == 0, found.talk
    assert found.json()["area"] == "sd-hasselby-gard"


def test_an_insats_of_the_district_is_explained_from_the_neighbourhood(grund: Grund) -> None:
    """`explain tensta` means the neighbourhood; so does `explain tensta insats-sig`, decided for its district."""
    by_id = grund("explain", "sd-tensta", "insats-sig", "--format", "json")
    by_name = grund("explain", "tensta", "insats-sig", "--format", "json")
    assert by_id.json()["decisions"][0]["area"] == "sdo-jarva"
    assert by_name.code == 0, by_name.talk
    assert by_name.out == by_id.out


def test_a_value_of_another_level_is_not_called_unknown(grund: Grund) -> None:
    """The police's class is known of police areas; asked of a neighbourhood, the answer says so."""
    found = grund("explain", "sd-tensta", "klass_polis")
    assert found.code == 2
    assert "G201" not in found.talk


# ── languages


def test_english(grund: Grund) -> None:
    """`--lang en` is English in tables and in errors; nothing else decides the language."""
    swedish, english = grund(*COMPARE, "--all"), grund(*COMPARE, "--all", "--lang", "en")
    assert "Områden som omfattas" in swedish.text and "220 930" in swedish.text.replace("\u202f", " ").replace(
        "\u00a0", " "
    )
    assert "Areas reached" in english.text and "220,930" in english.text
    assert "unknown scenario" in grund("run", "nope", "--lang", "en").talk
    assert "okänt scenario" in grund("run", "nope").talk
    assert "unknown scenario" in grund("run", "nope", "--lang=en").talk


@pytest.mark.slow
def test_the_locale_decides_nothing() -> None:
    """The machine's language is not the reader's."""
    latin = process(COMPARE, LC_ALL="sv_SE.ISO8859-1", LANG="sv_SE.ISO8859-1", PYTHONUTF8="0")
    assert process(COMPARE, LC_ALL="C", LANG="en_US.UTF-8", PYTHONUTF8="0").out == latin.out


def test_swedish_errors_are_all_swedish(grund: Grund, tmp_path: Path) -> None:
    """The system's own sentences are English; they do not belong in a Swedish error."""
    found = grund("run", "-o", str(tmp_path / "borta" / "x.json"))
    assert found.code == 3
    assert "No such file" not in found.talk


# ── formats


@pytest.mark.parametrize("words", [COMPARE, ("run",), ("explain", "tensta"), ("list",)], ids=" ".join)
def test_every_format(grund: Grund, words: tuple[str, ...]) -> None:
    """The four formats, each what it says it is."""
    assert isinstance(grund(*words, "--format", "json").json(), dict)
    assert "\n| --- |" in grund(*words, "--format", "md").text.replace("|---", "| ---")
    rows = list(csv.reader(grund(*words, "--format", "csv", "--lang", "en").text.splitlines()))
    assert len(rows) > 2 and len({len(row) for row in rows}) == 1
    table = grund(*words, "--format", "table")
    assert table.out == grund(*words).out
    assert "──" in table.text


def test_json_is_for_machines(grund: Grund) -> None:
    """Numbers are numbers, ids are ids, and the language makes no difference to them."""
    swedish, english = grund(*COMPARE, "--format", "json"), grund(*COMPARE, "--format", "json", "--lang", "en")
    wide, narrow = swedish.json()["readings"]
    assert wide["groups"]["only_b"] == {
        "areas": ["sd-hasselby-gard"], "count": 1, "residents": 11617, "residents_unknown": 0,
    }  # fmt: skip
    assert (wide["groups"]["only_a"]["count"], narrow["groups"]["only_a"]["count"]) == (20, 14)
    assert swedish.out == english.out


def test_swedish_csv_opens_in_excel(grund: Grund) -> None:
    """Byte order mark, semicolons, CRLF at every line's end."""
    data = grund(*COMPARE, "--format", "csv").out
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == 2 * 117 + 1
    rows = list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert {len(row) for row in rows} == {25}
    assert "Hässelby gård" in {row[2] for row in rows}


def test_csv_cells() -> None:
    """Decimal comma in Swedish, point in English; text that looks like a formula is guarded, numbers are not."""
    from decimal import Decimal

    from grund.views.formats.text import as_csv

    cells = (Decimal("-1.50"), 7, None, "=1+1", "+46", "-x", "@a", "a;b", 'a"b', "Åsa")
    assert as_csv(("a",), [cells], "sv") == ('\ufeffa\r\n-1,50;7;;\'=1+1;\'+46;\'-x;\'@a;"a;b";"a""b";Åsa\r\n')
    assert as_csv(("a",), [cells], "en") == "a\r\n-1.50,7,,'=1+1,'+46,'-x,'@a,a;b,\"a\"\"b\",Åsa\r\n"
    for start in ("\t", "\r", "\n"):
        assert not as_csv(("a",), [(f"{start}=1+1",)], "en").splitlines()[1].strip('"').startswith(start)


def test_a_formula_in_a_label_is_guarded(grund: Grund, own_policy: Path) -> None:
    """No row of a CSV starts a cell with a formula, whatever the files say."""
    found = grund("compare", "nulage", str(own_policy), "--format", "csv")
    assert found.code == 0
    cells = [c for row in csv.reader(found.text.splitlines(), delimiter=";") for c in row]
    assert not [c for c in cells if c[:1] in "=+@" and c]


@pytest.mark.slow
def test_plain_text_has_no_colour(grund: Grund) -> None:
    """Not a terminal: no escape codes, with and without NO_COLOR."""
    assert b"\x1b" not in grund(*COMPARE).out
    assert b"\x1b" not in process(["list"], FORCE_COLOR="1", NO_COLOR="1").out


@pytest.mark.slow
def test_no_color_on_a_terminal() -> None:
    """On a terminal titles are bold, unless NO_COLOR is set."""
    assert b"\x1b[1m" in on_a_terminal("list", "policies")
    assert b"\x1b" not in on_a_terminal("list", "policies", NO_COLOR="1")


def on_a_terminal(*words: str, **environment: str) -> bytes:
    """What a command writes to a terminal."""
    pty = pytest.importorskip("pty")
    main, side = pty.openpty()
    command = [sys.executable, "-m", "grund", *words]
    clean = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    with subprocess.Popen(command, stdout=side, cwd=ROOT, env={**clean, **environment}) as started:
        os.close(side)
        found = b"".join(iter(lambda: _read(main), b""))
    os.close(main)
    assert started.returncode == 0
    return found


def _read(main: int) -> bytes:
    try:
        return os.read(main, 65536)
    except OSError:  # the other end of a terminal is gone
        return b""


# ── files


@pytest.mark.parametrize(("suffix", "kind"), [(".json", "json"), (".csv", "csv"), (".md", "md"), (".txt", "table")])
def test_output_by_suffix(grund: Grund, tmp_path: Path, suffix: str, kind: str) -> None:
    """`-o` writes the format of the file's ending, byte for byte what stdout would have got of the whole."""
    path = tmp_path / f"svar{suffix}"
    found = grund(*COMPARE, "-o", str(path))
    assert (found.code, found.out, found.talk) == (0, b"", "")
    assert path.read_bytes() == grund(*COMPARE, "--all", "--format", kind).out
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_format_goes_before_suffix(grund: Grund, tmp_path: Path) -> None:
    """A format that is asked for is the format."""
    path = tmp_path / "svar.txt"
    grund(*COMPARE, "--format", "json", "--output", str(path))
    assert json.loads(path.read_bytes())["kind"] == "grund-comparison"


def test_nothing_half_written(grund: Grund, tmp_path: Path) -> None:
    """A folder that is not there, or is a file: 3, and nothing is left behind."""
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    for target in (
        tmp_path / "borta" / "x.json",
        tmp_path / "fil" / "x.json",
        tmp_path,
        Path("/proc/x.json"),
        Path("/"),
    ):
        found = grund(*COMPARE, "-o", str(target))
        assert found.code == 3 and "G505" in found.talk
    assert [p.name for p in tmp_path.iterdir()] == ["fil"]


def test_a_failed_command_leaves_the_old_file(grund: Grund, tmp_path: Path) -> None:
    """A result that was there stays whole when the next run fails."""
    path = tmp_path / "svar.json"
    path.write_text("gammalt", encoding="utf-8")
    assert grund("run", "--day", "fel", "-o", str(path)).code == 2
    assert grund("compare", "nulage", "finns-inte", "-o", str(path)).code == 2
    assert path.read_text(encoding="utf-8") == "gammalt"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_read_only_folder(grund: Grund, tmp_path: Path) -> None:
    """A folder one may not write in."""
    closed = tmp_path / "stangd"
    closed.mkdir(mode=0o500)
    found = grund(*COMPARE, "-o", str(closed / "x.json"))
    assert found.code == 3 and "G505" in found.talk
    assert list(closed.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk() -> None:
    """Stdout on a full disk: a problem with a code of its own."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "grund", *COMPARE], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False
        )
    said = done.stderr.decode("utf-8")
    assert done.returncode == 3
    assert "Traceback" not in said and "Exception ignored" not in said
    assert "G505" in said


@pytest.mark.slow
@pytest.mark.parametrize("words", [COMPARE, ("check",), ("list",), ("--help",)], ids=" ".join)
def test_broken_pipe(words: tuple[str, ...]) -> None:
    """`grund … | head` ends quietly, with the exit code of a broken pipe."""
    command = [sys.executable, "-m", "grund", *words]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None and started.stderr is not None
        started.stdout.close()
        said = started.stderr.read().decode("utf-8")
    assert said == ""
    assert started.returncode == 141


# ── options


def test_tolkning(grund: Grund) -> None:
    """One reading, both, or the same one twice, which is once."""
    one = grund(*COMPARE, "--tolkning", "fokusomrade_jarva=snav", "--format", "json").json()
    assert [r["tolkning"] for r in one["readings"]] == [{"fokusomrade_jarva": "snav"}]
    both = grund(*COMPARE, "--tolkning", "fokusomrade_jarva=vid,snav", "--format", "json")
    assert both.out == grund(*COMPARE, "--format", "json").out
    twice = grund(*COMPARE, "--tolkning", "fokusomrade_jarva=snav,snav", "--format", "json").json()
    assert len(twice["readings"]) == 1


def test_day_and_known_are_said(grund: Grund) -> None:
    """A run says for which day and as known when."""
    found = grund("run", "--policy", "nulage", "--day", "2025-12-15", "--known", "2025-11-30")
    assert "2025-12-15" in found.text and "2025-11-30" in found.text


def test_a_policy_of_ones_own(grund: Grund, own_policy: Path) -> None:
    """A policy file beside the shipped ones, by path."""
    found = grund("compare", "nulage", str(own_policy), "--format", "json")
    assert found.json()["b"] == "min"
    assert found.json()["readings"][0]["groups"]["both"]["count"] > 0


def test_places_that_are_not_known_are_said_to_be(grund: Grund, tmp_path: Path) -> None:
    """An insats for places, of which none are recorded, is shown with that reason."""
    for folder in ("rules", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("areas.csv", "part_of.csv", "facts/places.csv"):
        path = tmp_path / "scenarios" / "stockholm" / name
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(row for row in rows if not row.startswith("plats-")), encoding="utf-8")
    placeless = str(tmp_path / "scenarios" / "stockholm-2026.yaml")
    squeezed = re.sub(r"\s+", " ", grund("run", placeless, "--policy", "nulage").text)
    for insats in ("Platssamverkan", "Platsaktivering"):
        assert re.search(rf"{insats} plats – – – – underlaget .*?inga", squeezed), squeezed


# ── marks

Words = tuple[str, ...]


def commands(path: Path) -> Iterator[Words]:
    """The commands that show what a scenario says."""
    yield ("run", str(path))
    yield ("compare", "nulage", "behovsstyrd", "--scenario", str(path))
    yield ("explain", "sd-tensta", "--scenario", str(path))
    yield ("explain", "sd-tensta", "insats-hembesok", "--scenario", str(path))
    yield ("explain", "sd-tensta", "cni", "--scenario", str(path))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["table", "md", "csv", "json"])
@pytest.mark.parametrize("number", range(5), ids=["run", "compare", "area", "insats", "value"])
def test_illustration_is_marked_in_every_output(grund: Grund, invented: Path, number: int, kind: str) -> None:
    """A value invented to illustrate must never look like a fact, in any format of any command."""
    words = list(commands(invented))[number]
    found = grund(*words, "--format", kind)
    assert found.code == 0
    said = found.text.lower()
    wanted = ("illustration",) if kind in ("csv", "json") else ("illustration", "fiktivt exempel")
    assert any(mark in said for mark in wanted)
    if kind == "json" and number < 3:
        assert '"illustration": true' in said


@pytest.mark.parametrize("kind", ["table", "md"])
def test_marks_are_in_every_output_for_people(grund: Grund, kind: str) -> None:
    """What is derived or not verified says so, and the marks are explained."""
    for words in (COMPARE, ("run",), ("explain", "tensta"), ("run", "polisens-listor"), ("run", "scb-exempel")):
        found = grund(*words, "--format", kind).text
        assert "[H]" in found
        assert "[H] härledd" in found, words
    assert "[G]" in grund(*COMPARE, "--format", kind).text
    explained = grund("explain", "tensta", "insats-skola", "--policy", "behovsstyrd", "--format", kind).text
    assert "[antagande]" in explained


# ── records


def test_a_record_verifies(grund: Grund, tmp_path: Path) -> None:
    """A run leaves a record that can be repeated; repeated, it says that nothing differs."""
    path = tmp_path / "korning.json"
    grund("run", "--day", "2025-12-15", "--known", "2025-12-20", "--policy", "nulage", "-o", str(path))
    found = grund("verify", str(path))
    assert (found.code, found.talk) == (0, "")
    assert "gives the same result" in grund("verify", str(path), "--lang", "en").text


@pytest.mark.slow
def test_a_record_of_ones_own_files_verifies(grund: Grund, tmp_path: Path, own_policy: Path, invented: Path) -> None:
    """The same with a scenario, and a policy, of a user's own."""
    path = tmp_path / "korning.json"
    assert grund("run", str(invented), "-o", str(path)).code == 0
    assert grund("verify", str(path)).code == 0
    assert grund("run", "--policy", str(own_policy), "-o", str(path)).code == 0
    assert grund("verify", str(path)).code == 0


def test_the_command_of_a_record_repeats_it(grund: Grund, tmp_path: Path) -> None:
    """The record holds the command that repeats it, options and all."""
    words = ("run", "--day", "2025-12-15", "--policy", "nulage", "--tolkning", "fokusomrade_jarva=snav")
    first = grund(*words, "--format", "json")
    again = grund(*first.json()["command"][1:], "--format", "json")
    assert again.json()["results"] == first.json()["results"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"verdict": "yes"', '"verdict": "no"', "resultat: "),
        ('"sdo-jarva"', '"sdo-farsta"', "resultat: "),
        ('"rule": "sig-alla"', '"rule": "otherwise"', "resultat: "),
        ('"rules/stockholm/duties.csv": "', '"rules/stockholm/duties.csv": "0', "indata: "),
        ('"engine": "', '"engine": "9', "indata: "),
    ],
)
def test_a_tampered_record_is_1(grund: Grund, tmp_path: Path, old: str, new: str, said: str) -> None:
    """A verdict, an area, a rule, a hash or the version changed: 1, and what differs is said."""
    path = tmp_path / "korning.json"
    grund("run", "--policy", "nulage", "-o", str(path))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = grund("verify", str(path))
    assert found.code == 1
    assert f"\n{said}" in found.text and found.text.startswith("Körningen skiljer sig från ")
    assert "\nkörprotokollet: ändrat efter att det skrevs" in found.text


NO_RECORD: Final = [
    b"",
    b"\x00",
    b"[]",
    b"{}",
    b'"x"',
    b"1e999",
    b'{"kind": "grund-run"}',
    b'{"kind":"grund-run","file":1,"day":"x","inputs":{},"results":[],"command":[]}',
    b'{"kind":"grund-run","file":"scenarios/stockholm-2026.yaml","day":7,"inputs":{},"results":[],"command":[]}',
    b'{"kind":"grund-run","file":"scenarios/stockholm-2026.yaml","day":"2026-02-17","inputs":[],"results":7,"command":[]}',
    b'{"kind":"grund-run","file":"scenarios/stockholm-2026.yaml","day":"2026-02-17","inputs":{},"results":[{}],"command":[]}',
    b'{"kind":"grund-run","file":"scenarios/stockholm-2026.yaml","day":"2026-02-17","inputs":{},"results":[],"command":[],'
    b'"tolkning":3}',
    b'{"kind":"grund-run","file":"../../etc/passwd","day":"2026-02-17","inputs":{},"results":[],"command":[]}',
]


@pytest.mark.parametrize("data", NO_RECORD, ids=range(len(NO_RECORD)))
def test_no_record_is_3(grund: Grund, tmp_path: Path, data: bytes) -> None:
    """A file that is no run record, or a broken one: 3."""
    path = tmp_path / "inte.json"
    path.write_bytes(data)
    assert grund("verify", str(path)).code == 3


# ── same inputs, same bytes


@pytest.mark.slow
@pytest.mark.parametrize("words", [("run",), COMPARE, ("explain", "tensta")], ids=" ".join)
@pytest.mark.parametrize("kind", ["json", "table"])
def test_same_bytes_twice(afresh: Grund, words: tuple[str, ...], kind: str) -> None:
    """The second answer of a process is the first."""
    assert afresh(*words, "--format", kind).out == afresh(*words, "--format", kind).out


@pytest.mark.slow
def test_a_plan_has_the_same_bytes_tomorrow(grund: Grund) -> None:
    """A document for people is a result too: the clock does not reach it."""
    kinds = ("html", "xlsx")
    first = [grund("handlingsplan", "stadsdelslyft", "--format", kind).out for kind in kinds]
    time.sleep(2.1)  # the archive inside a workbook counts in steps of two seconds
    assert [grund("handlingsplan", "stadsdelslyft", "--format", kind).out for kind in kinds] == first


@pytest.mark.slow
def test_same_bytes_on_any_machine(tmp_path: Path) -> None:
    """No order of a hash, no folder one stands in, no time zone reaches the bytes."""
    first = process(["run", "--format", "json"], PYTHONHASHSEED="0")
    other = process(["run", "--format", "json"], tmp_path, PYTHONHASHSEED="4711", TZ="Pacific/Kiritimati")
    assert first.out == other.out
    explained = ("explain", "tensta", "insats-hembesok", "--policy", "nulage")
    assert process(explained, PYTHONHASHSEED="1").out == process(explained, PYTHONHASHSEED="2").out


def test_version_and_help_need_no_rules(tmp_path: Path) -> None:
    """`--version` answers from anywhere, in one line."""
    found = process(["--version"], tmp_path)
    assert found.code == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*\n", found.text)
