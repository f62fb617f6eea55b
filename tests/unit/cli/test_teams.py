"""`purpose-index teams`."""

from __future__ import annotations

import csv
import io
import json

import pytest

import purpose_index as pi
from tests.unit.analysis.programme import programme

Q = pi.load("purpose-index")
ROWS = programme(Q, (8, 9, 15, 4), occasions=("na", "voor"), seed=2, step=-0.4)


@pytest.fixture
def answers(tmp_path):
    """A file of four teams on two occasions, with the role in words and as 1 and 0."""

    def answers(rows=ROWS):
        path = tmp_path / "answers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*rows[0], "role"])
            writer.writeheader()
            writer.writerows({**row, "role": "leader" if row["lead"] else "member"} for row in rows)
        return path

    return answers


@pytest.fixture
def teams(run, answers):
    def teams(*arguments, rows=ROWS):
        return run("teams", "purpose-index", answers(rows), "--team", "team", *arguments)

    return teams


WHOLE = ("--person", "id", "--occasion", "wave")


def means(result):
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["teams"]
    return {team["name"]: team["scales"]["total"]["mean"] for team in found}


@pytest.mark.parametrize("leader", ["lead", "lead=1", "role=leader"])
def test_json_holds_what_the_library_tells(teams, leader):
    found = json.loads(teams("--leader", leader, *WHOLE, "--format", "json").stdout)
    told = pi.teams("purpose-index", ROWS, team="team", leader="lead", person="id", occasion="wave")
    assert found == json.loads(json.dumps(told.to_dict()))
    assert found["occasions"] == ["voor", "na"]
    assert '"leader"' not in teams("--leader", leader, *WHOLE, "--format", "json").stdout


def test_occasions_are_taken_in_the_order_that_is_given(teams):
    usual = json.loads(teams(*WHOLE, "-f", "json").stdout)["overall"]["scales"]["total"]["change"]["mean"]["value"]
    turned = teams("--person", "id", "--occasion", "wave=na,voor", "-f", "json").stdout
    assert json.loads(turned)["overall"]["scales"]["total"]["change"]["mean"]["value"] == pytest.approx(-usual)
    assert "wrong-occasions" in teams("--occasion", "wave=na,later").stderr


def test_occasions_that_are_numbers_can_be_named_too(teams):
    rows = [{**row, "wave": {"voor": 1, "na": 2}[row["wave"]]} for row in ROWS]
    usual = json.loads(teams(*WHOLE, "-f", "json", rows=rows).stdout)
    named = json.loads(teams("--person", "id", "--occasion", "wave=1,2", "-f", "json", rows=rows).stdout)
    turned = json.loads(teams("--person", "id", "--occasion", "wave=2,1", "-f", "json", rows=rows).stdout)
    assert usual["overall"] == named["overall"]
    changes = [one["overall"]["scales"]["total"]["change"]["mean"]["value"] for one in (usual, turned)]
    assert changes[0] == pytest.approx(-changes[1])


def test_csv_has_a_row_for_every_scale_of_every_team_and_no_leader(teams):
    written = teams("--leader", "lead", *WHOLE, "--format", "csv").stdout
    overall, each = [part.splitlines() for part in written.split("\n\n")]
    assert (overall[0], each[0]) == ("# overall", "# teams")
    rows = list(csv.DictReader(io.StringIO("\n".join(each[1:]))))
    assert len(rows) == 4 * len(Q.scales)
    assert {row["team"] for row in rows} == {"T0", "T1", "T2", "T3"}
    assert not any("lead" in column for column in rows[0])
    small = [row for row in rows if row["team"] == "T3"]
    assert {row[column] for row in small for column in row if column not in ("team", "scale", "name", "hidden")} == {""}
    told = pi.teams(Q, ROWS, team="team", leader="lead", person="id", occasion="wave")
    for row in rows:
        one = told[row["team"]].scales[row["scale"]]
        assert row["mean"] == ("" if one.mean is None else repr(one.mean.value))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_text_is_eighty_columns_wide_and_says_what_is_hidden(teams, language):
    written = teams("--leader", "lead", *WHOLE, "-l", language).stdout
    assert max(map(len, written.splitlines())) <= 80
    assert {"nl": "te weinig antwoorden", "en": "too few answers"}[language] in written
    assert written.count("Team T") == 4


def test_the_policy_is_that_of_the_options(teams):
    assert means(teams("--minimum", "10", *WHOLE, "-f", "json"))["T0"] is None
    assert means(teams(*WHOLE, "-f", "json"))["T0"] is not None
    found = json.loads(teams("--minimum-distribution", "16", "-f", "json", "--occasion", "wave=na").stdout)
    assert [team["scales"]["total"]["sd"] for team in found["teams"]] == [None] * 4
    assert "minimum-too-low" in teams("--minimum", "2").stderr
    assert found["level"] == 0.95
    assert json.loads(teams("--level", "0.9", "-f", "json").stdout)["level"] == 0.9


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--leader", "role"), "leader-not-true"),
        (("--leader", "role=boss"), "no-leader"),
        (("--leader", "rol=leader"), "unknown-column"),
        (("--person", "who"), "unknown-column"),
        (("--person", "id"), "person-twice"),
    ],
)
def test_what_cannot_be_is_said_with_its_code(teams, arguments, code):
    result = teams(*arguments)
    assert result.exit_code != 0
    assert code in result.stderr


def test_output_is_written_to_a_file(teams, tmp_path):
    path = tmp_path / "teams.json"
    assert teams("-f", "json", "-o", path).stdout == ""
    assert len(json.loads(path.read_text(encoding="utf-8"))["teams"]) == 4


def test_text_in_a_terminal_is_that_of_a_file(terminal, answers):
    shown = terminal("teams", "purpose-index", answers(), "--team", "team", "--language", "en")
    assert "All teams" in shown or "all teams" in shown
    assert "Team T0" in shown


def test_a_folder_is_read_as_one_by_every_command_that_reads_answers(run, answers, tmp_path):
    path = answers()
    lines = path.read_text().splitlines()
    folder = tmp_path / "folder"
    folder.mkdir()
    for number, start in enumerate(range(1, len(lines), 20)):
        (folder / f"{number}.csv").write_text("\n".join([lines[0], *lines[start : start + 20]]) + "\n")
    commands = (
        ("report", "purpose-index", "DATA", "--team-column", "team", "--team", "T1"),
        ("check", "purpose-index", "--responses", "DATA", "--group", "team"),
        ("plan", "purpose-index", "--responses", "DATA", "--draws", "20"),
    )
    for command in commands:
        whole = run(*(path if one == "DATA" else one for one in command))
        assert whole.stdout, whole.stderr
        data = folder if command[0] == "report" else f"{folder}/*.csv"
        assert run(*(data if one == "DATA" else one for one in command)).stdout == whole.stdout
