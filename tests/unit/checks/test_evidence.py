from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence.examples import evidence_example
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.checks.evidence.small import people
from purpose_index.reports.findings import render


def codes(report):
    return [finding.code for finding in report.findings]


def test_both_verdicts_are_given_side_by_side():
    questions, rows = evidence_example("loading: 0.5")
    questions["items"][0]["text"]["en"] = "I always agree."
    report = pi.check(questions, rows)
    assert report.verdicts == {"definition": "warning", "evidence": "warning"}
    assert sorted(codes(report)) == ["absolute-word", "reliability-below-floor"]


def test_frames_files_and_coded_answers_give_the_same(tmp_path):
    questions, rows = evidence_example("loading: 0.5")
    q = pi.load(questions)
    path = tmp_path / "answers.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    for responses in (rows, pd.DataFrame(rows), pl.DataFrame(rows), path, pi.encode(q, rows)):
        assert codes(pi.check(q, responses)) == ["reliability-below-floor"]


def test_a_broken_set_is_not_judged_on_its_answers():
    questions, rows = evidence_example("loading: 0.5")
    questions["scales"][0]["items"] = ["q1", "q2", "q9"]
    report = pi.check(questions, rows)
    assert codes(report) == ["unknown-item"]
    assert report.verdicts["evidence"] == "not_checked"


def test_evidence_that_was_not_asked_for_has_no_verdict():
    questions, rows = evidence_example("loading: 0.5")
    assert pi.check(questions, rows, ["definition"]).verdicts == {"definition": "clean", "evidence": "not_checked"}
    assert pi.check(questions, rows, ignore=["evidence"]).verdicts["evidence"] == "not_checked"


def test_aims_move_the_verdict():
    questions, rows = evidence_example("people: 300")
    assert codes(pi.check(questions, rows)) == []
    assert codes(pi.check(questions, rows, reliability_floor=0.9)) == ["reliability-below-floor"]
    assert codes(pi.check(questions, rows, interval_width=0.05)) == ["sample-too-small"]
    with pytest.raises(pi.ArgumentError) as caught:
        pi.check(questions, rows, reliability_floor=90, interval_width=0)
    assert [issue.path for issue in caught.value.issues] == ["$.reliability_floor", "$.interval_width"]


def test_a_wide_interval_says_how_many_people_it_takes():
    questions, rows = evidence_example("people: 40\nloading: 0.6")
    found = next(f for f in pi.check(questions, rows).findings if f.code == "sample-too-small")
    width, omega, needed = re.search(
        r"out (0\.\d+) wide .* omega (0\.\d+); .*, 0\.20 takes (\d+)\.", found.message
    ).groups()
    assert float(width) > 0.2
    assert float(omega) > 0.1
    assert found.hint == f"Ask {int(needed) - 40} people more."


def test_noise_alone_warns_of_nothing():
    # 40 samples of a good scale: an interval of 95 % that holds for all items may miss in one of 20
    warned = 0
    q = pi.load(evidence_example("scales: {work: [q1, q2, q3, q4, q5, q6]}")[0])
    for seed in range(40):
        from purpose_index.stats.simulation import ordinal_answers

        x = ordinal_answers(np.full((6, 1), 0.72), 150, rng=seed)
        report = pi.check(q, x, ["evidence"], ignore=["unused-category", "straight-lining"])
        warned += bool(report.findings)
    assert warned <= 4


def test_groups_make_a_statement_about_an_item_less_certain():
    questions, rows = evidence_example("people: 300")
    q = pi.load(questions)
    grouped = [{**row, "team": i // 20} for i, row in enumerate(rows)]
    pilot = pilot_of(q, grouped, "team", Aims())
    (sample,) = pilot.samples
    assert len(set(sample.groups)) == 15
    few = pilot_of(q, [{**row, "team": i % 4} for i, row in enumerate(rows)], "team", Aims())
    assert few.samples[0].groups is None


@pytest.mark.parametrize("frame", [list, pd.DataFrame, pl.DataFrame])
def test_an_unknown_group_names_the_nearest_column(frame):
    questions, rows = evidence_example("people: 30\ngroups: 5")
    with pytest.raises(pi.ArgumentError, match="Did you mean 'group'"):
        pi.check(questions, frame(rows), group="grup")


def test_small_numbers_of_people_are_not_shown():
    assert people(4, 100) == "fewer than 5 of 100 people"
    assert people(96, 100) == "all but fewer than 5 of 100 people"
    assert people(5, 100) == "5 of 100 people (5%)"
    assert people(3, 4) == "fewer than 5 of fewer than 5 people"


@pytest.mark.parametrize(
    "piece",
    [
        "people: 3",
        "people: 8\nmissing: {q1: 0.5}",
        "people: 25\nmissing: {q1: 0.2, q2: 0.1}",
        "people: 30\nmissing: {q1: 0.9}",
        "people: 400\nunused: 3\nmissing: {q1: 0.005}",
        "people: 24\nscales: {work: [q1, q2, q3, q4, q5, q6]}\nalike: 0.3",
        "people: 22\nshift: 2\ngroups: 20",
    ],
)
def test_no_finding_counts_fewer_than_five_people_or_shows_an_answer(piece):
    questions, rows = evidence_example(piece)
    report = pi.check(questions, rows, ["evidence"], group="group" if "group" in rows[0] else None)
    assert report.findings
    for finding in report.findings:
        counts = [int(n) for n in re.findall(r"(?<![\w.'])(\d+)(?: of \d+)? people", finding.message)]
        assert all(n >= 5 for n in counts), finding.message
    assert not re.search(r"rows?\[|row \d", render("json", [report]))


def test_a_total_over_scales_is_not_called_more_than_one_thing():
    questions, rows = evidence_example("scales: {a: [q1, q2, q3, q4], b: [r1, r2, r3, r4]}")
    questions["scales"] = [*questions["scales"], {"id": "total", "name": {"nl": "T", "en": "T"}, "items": "all"}]
    assert codes(pi.check(questions, rows, ["evidence"], reliability_floor=0.5)) == []


def test_weighted_and_reversed_items_are_judged_as_they_are_scored():
    questions, rows = evidence_example("loadings: {q2: -0.75}")
    questions["items"] = [{**item, "reverse": item["id"] == "q2"} for item in questions["items"]]
    questions["scales"][0]["weights"] = {"q1": 2.0}
    assert codes(pi.check(questions, rows, ["evidence"])) == []


def test_the_bundled_index_with_made_up_answers_is_judged_as_a_whole():
    from purpose_index.responses.simulate import simulate

    q = pi.load("purpose-index")
    report = pi.check(q, simulate(q, people=400, rng=3))
    assert report.verdicts["definition"] == "clean"
    assert json.loads(render("json", [report]))["verdicts"]["evidence"] == report.verdicts["evidence"]
