"""`screen`: a row a person, and what the people with signs do to the scales."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.analysis.structure import best_indices
from purpose_index.reports.screening import DUTCH, ENGLISH, tables
from purpose_index.stats.irt import person_fit
from purpose_index.stats.irt.fit_people import fit_over_scales
from purpose_index.stats.reliability import alpha
from purpose_index.stats.screening import SIGNS
from purpose_index.stats.uncertainty.shares import wilson

Q = pi.load("purpose-index")
NAMED = {"en": ENGLISH, "nl": DUTCH}


ONLY_STRAIGHT = {"false_alarms": 1e-4, "cutoffs": {"longstring": 11, "irv": 0.1}}


def answers(n=300, straight=30, *, seed=1):
    """Answers of one trait, of which the first people give one answer throughout."""
    rng = np.random.default_rng(seed)
    x = 1 + np.digitize(rng.normal(size=(n, 1)) + 1.2 * rng.normal(size=(n, 12)), [-2, -1, 1, 2])
    x[:straight] = rng.integers(1, 6, size=(straight, 1))
    return x


@pytest.fixture(scope="module")
def found():
    return pi.screen(Q, answers(), structure=True)


def test_signs_say_how_many_are_beyond_which_cutoff_and_where_it_comes_from(found):
    signs = {sign.name: sign for sign in found.signs}
    assert signs.keys() == SIGNS.keys() - {"zh"}
    runs = signs["longstring"]
    assert (runs.side, runs.source, runs.n) == ("above", "simulated", 300)
    assert runs.count == found.flags["longstring"].sum() == (found.values["longstring"] > runs.cutoff).sum()
    assert (runs.low, runs.high) == wilson(runs.count, 300)
    assert runs.expected <= 0.01
    assert (signs["irv"].side, signs["synonyms"].source, signs["synonyms"].n) == ("below", "none", 0)
    assert found.flagged[:30].all()
    assert found.count == found.flagged.sum()
    assert (found.low, found.high) == wilson(found.count, 300)
    assert [issue.path for issue in found.issues] == ["$.signs.synonyms", "$.signs.antonyms"]


@pytest.mark.parametrize(
    ("language", "name"), [("en", "pairs of items alike"), ("nl", "paren items die op elkaar lijken")]
)
def test_a_sign_that_nobody_has_is_named_as_in_the_other_tables(found, language, name):
    told = {table.id: table for table in tables(found, language)}
    place, message = told["issues"].rows[0]
    assert place == name
    assert name in message
    assert "synonyms" not in message
    assert name not in {row[0] for row in told["signs"].rows}


def test_what_changes_is_what_the_scales_are_without_them(found):
    x = answers()
    total = next(effect for effect in found.effects if effect.scale == "total")
    assert total.everybody == pytest.approx(alpha(x, interval=None).value)
    assert total.without == pytest.approx(alpha(x[~found.flagged], interval=None).value)
    rest = pi.analyze(Q, x[~found.flagged], structure=True).structure.fitted.fit
    (srmr,) = (effect for effect in found.effects if effect.name == "srmr")
    assert srmr.without == pytest.approx(rest.srmr)
    whole = {effect.name: effect.without for effect in found.effects if effect.scale is None}
    best = best_indices(rest)
    assert whole == pytest.approx({"cfi": best.cfi, "rmsea": best.rmsea, "srmr": rest.srmr})
    assert {effect.name for effect in pi.screen(Q, x).effects} == {"alpha"}


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_a_frame_of_the_kind_that_was_given_has_a_row_a_person(found, frame):
    data = frame({item: answers()[:, j].astype(float) for j, item in enumerate(Q.item_ids)})
    if frame is pd.DataFrame:
        data = data.astype("Int64")
    table = pi.screen(Q, data).to_frame()
    assert isinstance(table, frame)
    assert list(table.columns) == [*found.values, "signs"]
    np.testing.assert_array_equal(table["longstring"].to_numpy(), found.values["longstring"])
    np.testing.assert_array_equal(table["signs"].to_numpy(), found.counts)


def test_the_tables_tell_of_no_few_people():
    few = pi.screen(Q, answers(straight=3), **ONLY_STRAIGHT)
    assert 0 < few.flagged.sum() < 5
    assert few.count is None
    assert few.effects == ()
    assert {issue.code for issue in few.issues} >= {"few-people-with-signs"}
    rows = tables(few)[0].rows
    assert rows[-1][3:6] == (None, None, None)
    for sign in few.signs:
        assert sign.count is None or 5 <= sign.count <= sign.n - 5
    some = pi.screen(Q, answers(straight=7), **ONLY_STRAIGHT)
    assert (some.count, some.effects) == (7, ())
    assert pi.screen(Q, answers(straight=7), **ONLY_STRAIGHT, policy=pi.Disclosure(minimum_distribution=7)).effects
    assert pi.screen(Q, answers(straight=7), **ONLY_STRAIGHT, policy=pi.Disclosure(minimum=8)).count is None


def test_all_but_a_few_are_not_told_either():
    found = pi.screen(Q, answers(), least=1, cutoffs={"longstring": 0})
    assert found.flagged.all()
    assert (found.count, found.signs[0].count, found.effects) == (None, None, ())


def test_a_stricter_number_of_signs_counts_fewer_people():
    counts = [pi.screen(Q, answers(), least=least) for least in (1, 2, 3)]
    assert counts[0].flagged.sum() > counts[1].flagged.sum() >= counts[2].flagged.sum()
    assert counts[0].expected > counts[1].expected > counts[2].expected


def test_seconds_are_those_of_an_item_that_was_answered():
    x = answers().astype(float)
    x[0, 6:] = np.nan
    seconds = np.full(300, 60.0)
    # six items of three seconds; twelve of less than two; not known; none at all; no time
    seconds[:5] = 18.0, 23.0, np.nan, 0.0, -1.0
    data = pd.DataFrame(x, columns=Q.item_ids).assign(seconds=seconds)
    found = pi.screen(Q, data, time="seconds")
    assert found.values["seconds_per_item"][:4].tolist()[:2] == [3.0, 23 / 12]
    assert np.isnan(found.values["seconds_per_item"][[2, 4]]).all()
    assert found.flags["seconds_per_item"].nonzero()[0].tolist() == [1, 3]
    sign = found.signs[-1]
    assert (sign.cutoff, sign.source, sign.side, sign.n) == (2.0, "huang-2012", "below", 298)
    assert np.isnan(sign.expected)
    own = pi.screen(Q, data, time="seconds", cutoffs={"seconds_per_item": 3.5}).signs[-1]
    assert (own.cutoff, own.source) == (3.5, "given")


def test_the_fit_to_a_calibration_is_zh_of_that_scale():
    x = answers()
    calibration = pi.calibrate(Q, x, scales="total")
    found = pi.screen(Q, x, calibration=calibration)
    expected = person_fit(calibration.scales["total"].model, x).zh
    np.testing.assert_allclose(found.values["zh"], expected, rtol=1e-9)
    assert found.signs[-1].name == "zh"
    whole = pi.calibrate(Q, x)
    of_four = [one for name, one in whole.scales.items() if name != "total"]  # whose items the total has again
    expected = fit_over_scales([(one.model, x[:, list(one.positions)].astype(np.int8) - 1) for one in of_four])
    np.testing.assert_allclose(pi.screen(Q, x, calibration=whole).values["zh"], expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("options", "places"),
    [
        ({"least": 0}, ["$.least"]),
        ({"least": True}, ["$.least"]),
        ({"false_alarms": 0}, ["$.false_alarms"]),
        ({"false_alarms": 1}, ["$.false_alarms"]),
        ({"cutoffs": {"runs": 1, "irv": np.nan}, "least": 0.5}, ["$.least", "$.cutoffs.runs", "$.cutoffs.irv"]),
        ({"level": 2}, ["$.level"]),
        ({"time": "seconds"}, ["$.time"]),
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_told_all_at_once(options, places):
    with pytest.raises(pi.ArgumentError) as caught:
        pi.screen(Q, answers(), **options)
    assert [issue.path for issue in caught.value.issues] == places


def test_words_are_those_of_the_language(found):
    english = " ".join(str(pi.screen(Q, answers(), language="en")).split())
    assert "no verdict" in english
    assert "few show one where items are few" in english
    assert "geen oordeel" in str(pi.screen(Q, answers(), language="nl"))
    assert repr(found) == f"Screening(purpose-index {Q.version}, n=300, 9 signs)"
    assert len(tables(found, "nl")) == len(tables(found, "en")) == 3


@pytest.mark.parametrize(
    ("language", "name"), [("en", "spread of a person's answers"), ("nl", "spreiding van iemands")]
)
def test_a_cutoff_that_nobody_can_be_beyond_is_said(language, name, found):
    def note(cutoff):
        return " ".join(tables(pi.screen(Q, answers(), cutoffs={"irv": cutoff}), language)[0].notes)

    assert name in note(0)
    assert name not in note(0.1)
    assert tables(found, language)[1].rows[0][1] == {"en": "alpha", "nl": "alfa"}[language]


ODD = {
    "one person": (answers()[:1], {"too-few-to-screen"}),
    "no answers": (np.full((50, 12), np.nan), {"too-few-to-screen"}),
    "one row of answers": (np.tile(answers()[60], (60, 1)), {"sign-not-defined"}),
    "the ends alone": (np.repeat([[1] * 12, [5] * 12], 50, axis=0), {"sign-not-defined"}),
    "blocks": (np.where((np.arange(300) < 150)[:, None] == (np.arange(12) < 6), answers() * 1.0, np.nan),
               {"sign-not-defined"}),
    "an item that does not vary": (np.where(np.arange(12) == 3, 5, answers()), {"sign-not-defined"}),
}  # fmt: skip


@pytest.mark.parametrize(("x", "codes"), ODD.values(), ids=ODD)
def test_odd_answers_are_screened_or_said_not_to_be(x, codes):
    found = pi.screen(Q, x)
    assert codes <= {issue.code for issue in found.issues}
    assert found.n == len(x)
    undefined = {name for name, own in found.values.items() if np.isnan(own).all()}
    for sign in found.signs:
        assert (sign.n == 0) == (sign.name in undefined)
        assert not found.flags[sign.name][np.isnan(found.values[sign.name])].any()
        if sign.source == "none":
            assert not found.flags[sign.name].any()
    assert {table.id for table in tables(found, "nl")} >= {"signs", "issues"}


@pytest.mark.parametrize(
    ("language", "halves", "pairs"),
    [
        ("en", "three scales of two items and more.", "three pairs of items that correlate below -.6."),
        ("nl", "vraagt 3 schalen van twee items of meer.", "vraagt 3 paren items die sterk samengaan."),
    ],
)
def test_the_hint_of_an_undefined_sign_says_what_this_one_takes(language, halves, pairs):
    (x, _) = ODD["one row of answers"]
    said = next(table for table in tables(pi.screen(Q, x), language) if table.id == "issues").rows
    place = {"even_odd": halves, "antonyms": pairs}
    for name, words in place.items():
        row = next(row for row in said if row[0] == NAMED[language][name])
        assert row[1].endswith(words)
