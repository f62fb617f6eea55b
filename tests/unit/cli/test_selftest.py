"""`purpose-index selftest`."""

from __future__ import annotations

import purpose_index as pi
from purpose_index.cli import selftest
from purpose_index.scoring import sums
from purpose_index.scoring.ways import ways_of_scoring

Q = pi.loads("""
id: small
version: "1.0.0"
languages: [en]
title: {en: Small}
options: {scale: [{value: 1, label: {en: low}}, {value: 3, label: {en: high}}]}
items:
  - {id: q1, text: {en: One}, options: scale}
  - {id: q2, text: {en: Two}, options: scale, reverse: true}
scales:
  - {id: total, name: {en: Total}, items: all}
""")
WAYS = [
    "one person after another",
    "an array",
    "a frame of pandas",
    "a frame of polars",
    "a table of pyarrow",
    "a query of polars",
    "a query of DuckDB",
]
RIGHT = {"score": 3.0, "index": 100.0, "answered": 2}


def differences(recorded):
    ways = (
        list(ways_of_scoring(Q, [vector["answers"] for vector in recorded["vectors"]])) if recorded["vectors"] else []
    )
    return list(selftest.differences(Q, recorded, ways))


def recorded(**changes):
    vector = {"name": "both high", "answers": {"q1": 3, "q2": 1}, "scores": {"total": {**RIGHT, **changes}}}
    return {"fingerprint": Q.fingerprint, "vectors": [vector]}


def test_the_bundled_sets_score_as_recorded(run):
    result = run("selftest")
    assert result.exit_code == 0
    *sets, last = result.stdout.splitlines()
    assert [line.split()[0] for line in sets] == list(pi.instruments())
    assert last == f"Scored as: {', '.join(WAYS)}."
    assert result.stdout.count("all as expected") == 3
    assert "purpose-index 1.1.0: 755 known answers, 3775 scores" in result.stdout


def test_a_right_record_has_no_differences():
    assert differences(recorded()) == []


def test_every_kind_of_difference_is_told():
    for changes in ({"score": 2.9999999999999996}, {"index": None}, {"answered": 1}):
        told = differences(recorded(**changes))
        assert all(line.startswith("both high, total:") for line in told)
        assert [line[line.index("(") + 1 : -1] for line in told] == WAYS
    (told,) = differences({"fingerprint": "0", "vectors": []})
    assert told.startswith("fingerprint:")


def test_a_difference_ends_in_exit_code_1(run, monkeypatch):
    right = selftest._recorded("purpose-index")
    wrong = {**right, "vectors": [{**v, "scores": {"total": {**RIGHT, "answered": 99}}} for v in right["vectors"]]}
    monkeypatch.setattr(
        selftest, "_recorded", lambda name: wrong if name == "purpose-index" else {**wrong, "vectors": []}
    )
    result = run("selftest")
    assert sum(line.startswith("  ") for line in result.stdout.splitlines()) == 10  # of thousands
    assert result.exit_code == 1
    assert f"{755 * len(WAYS)} DIFFER" in result.stdout
    assert result.stdout.count("all lowest, total:") == 1


def test_a_way_that_goes_wrong_is_found_though_one_person_is_scored_well(monkeypatch):
    """As a whole number that wraps did."""
    right = sums.UnevenScores.write

    def wrong(scores, out):
        right(scores, out)
        out.scores[:] += 1

    monkeypatch.setattr(sums.UnevenScores, "write", wrong)
    told = differences(recorded())
    assert [line[line.index("(") + 1 : -1] for line in told] == WAYS[1:5]
