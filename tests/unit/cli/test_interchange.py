"""`purpose-index import` and `purpose-index export`."""

from __future__ import annotations

import csv
import json

import pytest
from typer.testing import CliRunner

import purpose_index as pi
from purpose_index.cli.app import app
from purpose_index.cli.interchange import as_options
from purpose_index.interop import fhir, redcap, spss

SURVEY = {
    "title": "Work",
    "locale": "en",
    "elements": [
        {"type": "matrix", "name": "m", "title": "How often?", "columns": ["never", "often"], "rows": ["a", "b"]},
        {"type": "rating", "name": "r", "rateMax": 3},
        {"type": "text", "name": "mail", "inputType": "email"},
        {"type": "comment", "name": "more"},
    ],
}
RESULTS = [
    {"m": {"a": "often", "b": "never"}, "r": 3, "mail": "jan@example.org", "team": "x"},
    {"m": {"b": "often"}, "more": "=private", "team": "=y"},
]


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "survey.json").write_text(json.dumps(SURVEY))
    (tmp_path / "results.json").write_text(json.dumps(RESULTS))
    return tmp_path


def test_a_set_and_its_answers_come_in_and_are_scored(run, here):
    done = run("import", "surveyjs", "survey.json", "-r", "results.json", "-o", "set.yaml", "-a", "answers.csv")
    assert (done.exit_code, done.stdout) == (0, "")
    q = pi.load("set.yaml")
    assert (q.id, q.item_ids) == ("work", ("a", "b", "r"))
    with (here / "answers.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["team", "m.a", "m.b", "r"], ["x", "often", "never", "3"], ["'=y", "", "often", ""]]
    scored = run("score", "set.yaml", "answers.csv").stdout.splitlines()
    assert scored == ["team,m,m_answered", "x,1.5,2", "'=y,,1"]  # often is 2 and never 1
    assert "example.org" not in done.stderr
    assert "private" not in done.stderr


def test_what_was_done_is_said_in_lines_that_fit(run, here):
    done = run("import", "surveyjs", "survey.json")
    assert pi.loads(done.stdout).item_ids == ("a", "b", "r")
    lines = done.stderr.splitlines()
    assert lines[0] == "Dropped: $.elements[2]: The question 'mail', of the type 'text'."
    assert " ".join(done.stderr.split()).count("Invented: ") == 2
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("name", pi.instruments())
def test_out_and_in_again_keeps_the_fingerprint(run, here, name):
    assert run("export", "fhir", name, "-o", "q.json", "--option", "release=R5").exit_code == 0
    assert json.loads((here / "q.json").read_text())["item"][-1]["type"] == "coding"
    assert run("import", "fhir", "q.json", "-o", "back.yaml").exit_code == 0
    assert pi.load("back.yaml").fingerprint == pi.load(name).fingerprint


def test_a_reason_for_missing_is_written_as_its_code(run, here):
    q = pi.load("purpose-index")
    (here / "q.json").write_bytes(fhir.write(q))
    (here / "in.csv").write_text(",".join(q.item_ids) + "\n5,-98,-99" + "," * 9)
    done = run("import", "fhir", "q.json", "-r", "in.csv", "-o", "set.yaml", "-a", "out.csv")
    assert done.exit_code == 0
    with (here / "out.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["q01"], row["q02"], row["q03"], row["q04"]) == ("5", "-98", "-99", "")
    assert pi.encode(q, "out.csv").codes.tolist() == pi.encode(q, "in.csv").codes.tolist()


@pytest.mark.parametrize("place", ["one", "-"])
def test_the_set_and_the_answers_do_not_go_to_one_place(run, here, place):
    q = pi.load("purpose-index")
    (here / "q.json").write_bytes(fhir.write(q))
    (here / "in.csv").write_text(",".join(q.item_ids) + "\n5" + "," * 11)
    done = run("import", "fhir", "q.json", "-r", "in.csv", "-o", place, "-a", place)
    assert (done.exit_code, done.stdout) == (2, "")
    assert not (here / place).exists()


def test_standard_input_and_output(run, here):
    done = CliRunner().invoke(app, ["import", "surveyjs", "-"], input=json.dumps(SURVEY))
    assert pi.loads(done.stdout).item_ids == ("a", "b", "r")
    out = run("export", "surveyjs", "purpose-orientation")
    assert json.loads(out.stdout)["pages"][0]["name"] == "purpose-orientation"
    assert out.stderr.startswith("Lost: $: The file does not say which items belong to which scale.")


def test_what_was_done_to_the_answers_is_said_too(run, here):
    (here / "answers.csv").write_text("m.a,m.b,r\noften,never,3\n,,\noften,often,1\n")
    done = run("import", "surveyjs", "survey.json", "-r", "answers.csv", "-o", "set.yaml", "-a", "tidy.csv")
    assert (here / "tidy.csv").read_text().splitlines() == ["m.a,m.b,r", "often,never,3", "often,often,1"]
    assert "Answers: $.rows: " in done.stderr


def test_options_of_a_format(run, here):
    (here / "d.csv").write_bytes(redcap.write(pi.load("purpose-index"), language="en"))
    done = run("import", "redcap", "d.csv", "--option", "language=nl", "--option", "forms=purpose_index,other")
    assert pi.loads(done.stdout).languages == ("nl",)
    wrong = run("import", "redcap", "d.csv", "--option", "tongue=nl")
    assert wrong.exit_code == 2
    assert "language" in wrong.stderr
    assert run("import", "fhir", "d.csv", "--option", "x=1").exit_code == 2
    assert "R4B" in run("export", "fhir", "purpose-index", "--option", "release=R9").stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["import", "nope", "survey.json"], "surveyjs"),
        (["import", "lavaan", "survey.json"], "surveyjs"),
        (["import", "surveyjs", "nowhere.json"], "nowhere.json"),
        (["import", "surveyjs", "results.json"], "unreadable-source"),
        (["import", "surveyjs", "survey.json", "-r", "results.json"], "--answers-output"),
        (["import", "surveyjs", "survey.json", "-a", "x.csv"], "--responses"),
        (["import", "surveyjs", "survey.json", "-o", "survey.json"], "output-is-input"),
        (["import", "surveyjs", "survey.json", "--missing-texts", "guess"], "drop language"),
        (["import", "surveyjs", "-", "-r", "-", "-a", "x.csv"], "standard-input-twice"),
        (["export", "nope", "purpose-index"], "lavaan"),
        (["export", "forms", "purpose-index"], "lavaan"),
        (["export", "fhir", "nope"], "not-found"),
        (["export", "fhir", "purpose-index", "-r", "results.json"], "no answers"),
        (["export", "irw", "purpose-index"], "--responses"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(run, here, arguments, told):
    before = sorted(path.name for path in here.iterdir())
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in " ".join(done.stderr.replace("│", " ").split())  # without the frame that an older typer draws
    assert sorted(path.name for path in here.iterdir()) == before


def test_the_answers_that_a_format_holds_go_out(run, here):
    q = pi.load("purpose-orientation")
    (here / "a.csv").write_text(",".join(q.item_ids) + "\n" + ",".join(["4"] * 9) + "\n")
    done = run("export", "irw", "purpose-orientation", "-r", "a.csv", "--option", f"scale={q.scales[0].id}")
    assert done.exit_code == 0
    assert len(done.stdout.splitlines()) == 1 + len(q.items_of(q.scales[0].id))


def test_answers_of_a_form_come_in_by_the_set_that_was_asked(run, here):
    q = pi.load("purpose-index")
    with (here / "form.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["Naam", *(item.text["nl"] for item in q.items)], ["Jan", *["Mee eens"] * 12]])
    done = run("import", "forms", "form.csv", "--option", "question_set=purpose-index", "-o", "q.yaml", "-a", "a.csv")
    assert (done.exit_code, pi.load("q.yaml").fingerprint) == (0, q.fingerprint)
    assert (here / "a.csv").read_text().splitlines() == [",".join(q.item_ids), ",".join("4" * 12)]
    assert "Jan" not in done.stderr
    lacking = run("import", "forms", "form.csv")
    assert (lacking.exit_code, "needs question_set=VALUE" in lacking.stderr) == (2, True)
    twice = run(
        "import", "forms", "form.csv", "-r", "form.csv", "-a", "a.csv", "--option", "question_set=purpose-index"
    )
    assert twice.exit_code == 2


LONG_TEXTS = [item.text["nl"] for item in pi.load("purpose-index").items]


def test_answers_come_in_with_the_options_of_every_command_that_reads_them(run, here):
    run("export", "limesurvey", "purpose-index", "-o", "survey.lss")
    with (here / "full.csv").open("w", newline="", encoding="utf-8") as file:
        headings = [f"Ben je het eens? [{text}]" for text in LONG_TEXTS]
        csv.writer(file).writerows([["Antwoord ID", *headings], ["1", *["Mee eens"] * 11, "Helemaal mee oneens"]])
    told = ("import", "limesurvey", "survey.lss", "-r", "full.csv", "-o", "set.yaml", "-a", "answers.csv")
    assert "--column proposed" in " ".join(run(*told).stderr.split())
    assert "--labels any" in " ".join(run(*told, "--column", "proposed").stderr.split())
    assert run(*told, "--column", "proposed", "--labels", "any").exit_code == 0
    coded = pi.encode("set.yaml", "answers.csv")
    assert coded.codes.tolist() == [[3] * 11 + [0]]


def test_labels_of_any_language_are_said_to_a_format_that_asks_whether(run, here):
    run("export", "qualtrics", "purpose-index", "-o", "survey.qsf")
    with (here / "text.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([pi.load("purpose-index").item_ids, LONG_TEXTS, ["Mee eens"] * 12])
    told = ("import", "qualtrics", "survey.qsf", "-r", "text.csv", "-o", "set.yaml", "-a", "answers.csv")
    assert "--header-rows 2" in " ".join(run(*told, "--labels", "nl").stderr.split())
    done = run(*told, "--labels", "nl", "--header-rows", "2")
    assert done.exit_code == 0, done.stderr
    assert pi.encode("set.yaml", "answers.csv").codes.tolist() == [[3] * 12]


@pytest.mark.parametrize(
    ("given", "told"), [(("--column", "proposed"), "--column"), (("--header-rows", "2"), "--header-rows")]
)
def test_a_format_that_reads_answers_in_one_way_takes_no_such_option(run, here, given, told):
    done = run("import", "xlsform", "survey.json", "-r", "results.json", "-a", "answers.csv", *given)
    assert done.exit_code == 2
    assert f"Invalid value for {told}: the answers of this format are read in one way" in " ".join(
        done.stderr.replace("│", " ").split()
    )


def test_options_are_said_as_the_command_has_them(run, here):
    done = run("import", "surveyjs", "survey.json", "-r", "results.json", "-a", "answers.csv")
    assert "'keep='" not in done.stderr
    assert "'--keep'" in done.stderr
    (here / "dictionary.csv").write_text(
        "field_name,form_name,field_type,field_label,select_choices_or_calculations\n"
        'q1,work,radio,My work has a point.,"1, disagree | 2, agree"\n',
        encoding="utf-8",
    )
    assert "'--option language='" in " ".join(run("import", "redcap", "dictionary.csv").stderr.split())


def test_columns_beside_the_items_go_out_where_they_are_named_and_the_format_holds_them(run, here):
    pytest.importorskip("pyreadstat")
    q = pi.load("purpose-index")
    (here / "answers.csv").write_text(f"team,{','.join(q.item_ids)}\nA{',4' * 12}\nB{',2' * 12}\n", encoding="utf-8")
    done = run("export", "spss", "purpose-index", "-r", "answers.csv", "-o", "answers.sav", "--keep", "team")
    assert done.exit_code == 0
    assert spss.read(here / "answers.sav", language="nl").responses.extra["team"] == ["A", "B"]
    done = run("export", "redcap", "purpose-index", "--keep", "team")
    assert done.exit_code == 2
    assert "this format holds no other columns" in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Leave them out with unfinished='drop'.", "Leave them out with '--option unfinished=drop'."),
        ("Say it with 'language='.", "Say it with '--option language='."),
        ("Take them with columns='proposed', or '--column proposed' in the command.",) * 2,
    ],
)
def test_options_and_their_values_are_said_as_they_are_typed(said, shown):
    assert as_options(said) == shown
