"""What a team's report says, and what it never says."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from html import escape, unescape
from re import findall, search, sub

import pytest

import purpose_index as pi
from purpose_index.reports.team.report import not_installed

LEADER = {"role": "leader"}


def text_of(html):
    """The words of a page, without its style."""
    body = sub(r"<(style|head)>.*?</\1>", "", html.replace("\n", " "))
    return " ".join(unescape(sub(r"<[^>]+>", " ", body)).split())


def test_the_four_half_days_follow_who_took_part(teams, language):
    html = pi.report(teams, "A", language=language).html
    places = [html.index(f'id="{one}"') for one in ("who", "own", "organisation", "society", "steps", "reading")]
    assert places == sorted(places)
    assert html.count('class="take"') == 4


def test_the_means_are_those_of_the_teams(teams):
    text = text_of(pi.report(teams, "B", language="en").html)
    for scale in teams["B"].scales.values():
        if scale.mean:
            assert f"{scale.name['en']} {scale.mean.value:.1f} " in text


def test_the_same_numbers_give_the_same_page(teams):
    assert pi.report(teams, "A", language="nl") == pi.report(teams, "A", language="nl")


def test_the_language_is_that_of_the_teams_unless_asked_otherwise(teams):
    report = pi.report(teams, "A")
    assert (report.language, report.title) == ("nl", "Teamverslag: A")
    assert '<html lang="nl">' in report.html
    assert '<html lang="en">' in pi.report(teams, "A", language="en").html


def test_no_word_of_the_other_language(teams):
    text = f" {text_of(pi.report(teams, 'large', language='nl').html)} "
    assert [word for word in (" the ", " and ", " your ", " people ") if word in text] == []


def test_a_date_is_written_out(teams):
    assert "Gemaakt op 1 maart 2026" in pi.report(teams, "A", language="nl", date=date(2026, 3, 1)).html


def test_it_is_kept_as_it_is(teams, tmp_path):
    report = pi.report(teams, "A")
    report.save(tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == report.html.encode()
    assert pickle.loads(pickle.dumps(report)) == copy.deepcopy(report) == report
    assert "html" not in repr(report)


def test_a_small_team_has_a_report_without_its_numbers(programme_rows):
    """Whatever its people answer, and however few they are: its report is the same, but for the leader's answers."""
    pages = set()
    for seed, size in ((1, 2), (2, 3), (2, 4)):
        rows = programme_rows(sizes={"A": 6, "few": size}, seed=seed)
        leader = next(row for row in programme_rows() if row["role"] == "leader")
        rows = [
            row | {k: v for k, v in leader.items() if k not in row or k in items()} if is_leader(row) else row
            for row in rows
        ]
        found = pi.teams("working-with-purpose", rows, team="team", leader=LEADER, person="id", occasion="wave")
        pages.add(pi.report(found, "few", language="en").html)
    assert len(pages) == 1
    assert "Fewer than 5 people in this team answered" in pages.pop()


def items():
    return set(pi.load("working-with-purpose").item_ids)


def is_leader(row):
    return row["role"] == "leader" and row["team"] == "few"


def test_what_is_hidden_is_said_to_be(teams):
    hidden = [scale for team in teams.values() if team.n for scale in team.scales.values() if not scale.shown]
    for team in teams.values():
        text = text_of(pi.report(teams, team.name, language="en").html)
        assert text.count("not shown") >= 2 * sum(not scale.shown for scale in team.scales.values() if scale.leader)
    assert hidden or teams["small"].n is None


def test_how_answers_are_spread_is_shown_of_many_alone(programme_teams):
    found = programme_teams("purpose-index", waves=1)
    assert "is shown from 10 people on" in text_of(pi.report(found, "B", language="en").html)
    large = pi.report(found, "large", language="en").html
    assert 'class="part"' in large
    item = next(item for item in found["large"].items.values() if item.shares)
    row = search(rf"{escape(item.name['en'])}</th>(.*?)</tr>", large.replace("\n", " "))[1]
    assert findall(r">(\d+)%<", row) == [f"{100 * share:.0f}" for _, share in sorted(item.shares.items())]


def test_without_occasions_nothing_has_moved(programme_teams):
    assert "What has moved" not in pi.report(programme_teams("purpose-index", waves=1), "B", language="en").html


@pytest.mark.parametrize("leaders", [0, 2])
def test_without_one_leader_the_team_stands_alone(programme_rows, leaders):
    rows = programme_rows(sizes={"A": 6, "B": 6}, leaders=leaders, waves=("after",))
    rows[-1] = rows[-1] | {"role": "leader"}  # somebody leads another team
    html = pi.report(pi.teams("working-with-purpose", rows, team="team", leader=LEADER), "A", language="en").html
    assert "diamond" not in sub(r"<style>.*?</style>", "", html.replace("\n", " "))
    assert "You beside your team" not in html


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "\"quoted\" & 'so' </title><b>",
        "\u202eright to left \u0627\u0644\u0641\u0631\u064a\u0642",
        "x" * 5000,
        "{{ 7*7 }}{% x %}",
        "{0}{name}",
    ],
)
def test_a_name_is_text_and_no_more(programme_rows, name):
    rows = [row | {"team": name} for row in programme_rows(sizes={"A": 5}, waves=("after",))]
    html = pi.report(pi.teams("working-with-purpose", rows, team="team", leader=LEADER), name, language="en").html
    assert f"<bdi>{escape(name).replace('&#x27;', '&#39;').replace('&quot;', '&#34;')}</bdi>" in html
    assert "<script" not in html
    assert "<b>" not in html


def test_a_team_is_found_as_it_is_written(programme_rows):
    rows = [row | {"team": 1} for row in programme_rows(sizes={"A": 5}, waves=("after",))]
    found = pi.teams("working-with-purpose", rows, team="team", leader=LEADER)
    assert pi.report(found, "1") == pi.report(found, 1)


def test_an_unknown_team_or_language_is_an_error(teams):
    with pytest.raises(pi.ArgumentError, match="There is no team 'a'") as caught:
        pi.report(teams, "a")
    assert caught.value.issues[0].hint == "Did you mean 'A'?"
    with pytest.raises(pi.ArgumentError, match="There is no team"):
        pi.report(teams, ["A"])
    with pytest.raises(pi.ArgumentError, match="no texts in 'de'"):
        pi.report(teams, "A", language="de")


def test_a_missing_library_names_the_extra():
    error = not_installed(ModuleNotFoundError("No module named 'jinja2'", name="jinja2"))
    assert error.issues[0].hint == "Run: python -m pip install 'purpose-index[report]'"
    other = ModuleNotFoundError("No module named 'numpy'", name="numpy")
    assert not_installed(other) is other
