"""`purpose-index selftest`."""

from __future__ import annotations

import purpose_index as pi
from purpose_index.cli import selftest

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
RIGHT = {"score": 3.0, "index": 100.0, "answered": 2}


def recorded(**changes):
    vector = {"name": "both high", "answers": {"q1": 3, "q2": 1}, "scores": {"total": {**RIGHT, **changes}}}
    return {"fingerprint": Q.fingerprint, "vectors": [vector]}


def test_the_bundled_sets_score_as_recorded(run):
    result = run("selftest")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(pi.instruments())
    assert result.stdout.count("all as expected") == 3
    assert "purpose-index 1.1.0: 755 known answers, 3775 scores" in result.stdout


def test_a_right_record_has_no_differences():
    assert list(selftest.differences(Q, recorded())) == []


def test_every_kind_of_difference_is_told():
    for changes in ({"score": 2.9999999999999996}, {"index": None}, {"answered": 1}):
        (told,) = selftest.differences(Q, recorded(**changes))
        assert told.startswith("both high, total:")
    (told,) = selftest.differences(Q, {"fingerprint": "0", "vectors": []})
    assert told.startswith("fingerprint:")


def test_a_difference_ends_in_exit_code_1(run, monkeypatch):
    right = selftest._recorded("purpose-index")
    wrong = {**right, "vectors": [{**v, "scores": {"total": {**RIGHT, "answered": 99}}} for v in right["vectors"]]}
    monkeypatch.setattr(
        selftest, "_recorded", lambda name: wrong if name == "purpose-index" else {**wrong, "vectors": []}
    )
    result = run("selftest")
    assert result.exit_code == 1
    assert "755 DIFFER" in result.stdout
    assert result.stdout.count("all lowest, total:") == 1
