"""One person, an array, a frame and a query score the same to the bit; the declared range rules."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import duckdb
import numpy as np
import pandas as pd
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import purpose_index as pi
from purpose_index import testing
from purpose_index.scoring.arrays import score_codes
from tests.unit.scoring.sets import item, make, scale

WEIGHTS = st.floats(0.001, 1000)


@st.composite
def weighted_sets(draw):
    """Sets with weights that no binary fraction holds, over items of one range or of several."""
    low, high = draw(st.integers(-3, 1)), draw(st.integers(4, 9))
    short = draw(st.booleans())
    names = [f"q{i}" for i in range(draw(st.integers(1, 7)))]
    items = [
        item(name, tuple(range(low, high - (short and i == 1))), reverse=draw(st.booleans()))
        for i, name in enumerate(names)
    ]
    weights = draw(st.dictionaries(st.sampled_from(names), WEIGHTS))
    sums = {"score": "sum", "prorate": True, "minimum_answered": 1}
    return make(items, scale("mean", weights=weights, minimum_answered=1), scale("sum", weights=weights, **sums))


@st.composite
def people(draw, sets=None):
    """A set, and what some people answered."""
    q = draw(sets if sets is not None else testing.question_sets() | weighted_sets())
    return q, draw(st.lists(testing.answers(q), min_size=1, max_size=6))


def one_by_one(q, answers, add=()):
    """The columns that a frame of these people must get."""
    scores = [pi.score(q, person) for person in answers]
    columns = {}
    for name in scores[0]:
        columns[name] = [score[name].value for score in scores]
        columns[f"{name}_answered"] = [score[name].answered for score in scores]
        if "index" in add:
            columns[f"{name}_index"] = [score[name].index for score in scores]
        if "class" in add and q.scale(name).feedback:
            columns[f"{name}_class"] = [score[name].class_id for score in scores]
    if "classification" in add:
        columns["classification"] = [score.classification.value for score in scores]
    return columns


def band(name, low, high):
    return {"id": name, "from": low, "to": high, "text": {"en": name}}


@st.composite
def classifying_sets(draw):
    """Sets with scales that compete, of equal and unequal weights and ranges, and bands of feedback."""
    names = [f"q{i}" for i in range(draw(st.integers(2, 6)))]
    items = [item(name, tuple(range(1, draw(st.integers(3, 6)))), reverse=draw(st.booleans())) for name in names]
    cuts = draw(st.sampled_from([(25, 75), (100 / 3, 200 / 3), (50, 87.5)]))
    bands = [band("low", 0, cuts[0]), band("middle", *cuts), band("high", cuts[1], 100)]
    scales = [
        scale(
            name,
            draw(st.lists(st.sampled_from(names), min_size=1, unique=True)),
            weights={},
            minimum_answered=1,
            feedback=bands[: draw(st.sampled_from([0, 3]))],
        )
        for name in ("one", "two", "three")
    ]
    scales.append(scale("heavy", weights={names[0]: draw(WEIGHTS)}, minimum_answered=1, feedback=bands))
    rule = {"scales": ["one", "two", "three", "heavy"][: draw(st.integers(2, 4))], "rule": "highest_index"}
    rule["minimum_margin"] = draw(st.sampled_from([0, 12.5, 25, 100 / 3]))
    rule["undecided"] = {"en": "Undecided."}
    plain = make(items, *scales).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return pi.load({**plain, "classification": rule})


ADD = ("index", "class", "classification")


@settings(deadline=None)
@given(people(classifying_sets()))
def test_indices_and_classes_are_those_of_one_person_everywhere(given_people):
    q, answers = given_people
    expected = one_by_one(q, answers, ADD)
    x = numbers(q, answers)
    frame = pl.DataFrame(x, schema=list(q.item_ids)).fill_nan(None)
    whole = frame.cast(pl.Int16)
    for data in (frame, whole, whole.lazy(), whole.to_arrow()):
        scored = pi.score_frame(q, data, add=ADD)
        assert pl.DataFrame(scored.lazy().collect() if isinstance(scored, pl.LazyFrame) else scored).to_dict(
            as_series=False
        ) == (expected)
    for scored in (
        pi.score_frame(q, pd.DataFrame(x, columns=list(q.item_ids)), add=ADD),
        pi.score_frame(q, x, add=ADD),
    ):
        cells = {name: [None if v != v else v for v in scored[name].tolist()] for name in scored}
        assert cells == expected
    rows = pi.score_frame(q, [dict(zip(q.item_ids, row, strict=True)) for row in x.tolist()], add=ADD)
    assert rows == [dict(zip(expected, cells, strict=True)) for cells in zip(*expected.values(), strict=True)]


@given(people(classifying_sets()))
def test_somebody_is_assigned_to_the_one_scale_that_is_far_enough_above_the_others(given_people):
    """By fractions, which nothing rounds."""
    q, answers = given_people
    for person in answers:
        exact = {name: exact_index(q, name, person) for name in q.classification.scales}
        found = pi.score(q, person).classification
        if None in exact.values():
            assert (found.value, found.margin, found.missing_reason) == (None, None, "scale_without_score")
            continue
        first, second = sorted(exact.values())[:-3:-1]
        far = first - second >= Fraction(q.classification.minimum_margin).limit_denominator(1000) and first > second
        weighted = "heavy" in exact
        if not weighted or abs(first - second - Fraction(q.classification.minimum_margin)) > 1e-6 < first - second:
            assert found.value == (max(exact, key=exact.get) if far else "undecided")
        assert math.isclose(found.margin, first - second, abs_tol=1e-9)


def exact_index(q, name, person):
    above = span = Fraction(0)
    for item_id in q.items_of(name):
        values = [option.value for option in q.options_of(item_id)]
        if person.get(item_id) in values:
            weight = Fraction(q.scale(name).weights.get(item_id, 1))
            value = mirrored(q, item_id, person[item_id]) if q.item(item_id).reverse else person[item_id]
            above, span = above + weight * (value - min(values)), span + weight * (max(values) - min(values))
    return 100 * above / span if span else None


def numbers(q, answers):
    """(n, k) answers as numbers, missing codes among them, NaN where empty."""
    rows = [[person.get(name) for name in q.item_ids] for person in answers]
    return np.array([[math.nan if value is None else value for value in row] for row in rows], dtype=float)


@given(people())
def test_one_person_is_an_array_is_a_frame_is_a_query(given_people):
    q, answers = given_people
    expected = one_by_one(q, answers)
    x = numbers(q, answers)
    for name, arrays in score_codes(q, pi.encode(q, x)).items():
        assert [None if score != score else score for score in arrays.scores.tolist()] == expected[name]
        assert arrays.answered.tolist() == expected[f"{name}_answered"]
    frame = pl.DataFrame(x, schema=list(q.item_ids)).fill_nan(None)
    whole = frame.cast(pl.Int16)
    assert pi.score_frame(q, frame).to_dict(as_series=False) == expected
    assert pi.score_frame(q, whole).to_dict(as_series=False) == expected
    assert pi.score_frame(q, whole.lazy()).collect().to_dict(as_series=False) == expected
    assert pl.DataFrame(pi.score_frame(q, whole.to_arrow())).to_dict(as_series=False) == expected
    by_pandas = pi.score_frame(q, pd.DataFrame(x, columns=list(q.item_ids)))
    assert {name: [None if v != v else v for v in by_pandas[name].tolist()] for name in by_pandas} == expected


@settings(max_examples=20)
@given(people())
def test_a_person_is_a_row_of_duckdb(given_people):
    q, answers = given_people
    table = pl.DataFrame(numbers(q, answers), schema=list(q.item_ids)).fill_nan(None).to_arrow()
    scored = pi.score_frame(q, duckdb.from_arrow(table))
    assert pl.DataFrame(scored.to_arrow_table()).to_dict(as_series=False) == one_by_one(q, answers)


@given(people(), st.randoms())
def test_the_order_of_rows_and_columns_does_not_matter(given_people, random):
    q, answers = given_people
    frame = pl.DataFrame(numbers(q, answers), schema=list(q.item_ids))
    rows, columns = list(range(len(frame))), list(frame.columns)
    random.shuffle(rows)
    random.shuffle(columns)
    straight = pi.score_frame(q, frame)
    assert pi.score_frame(q, frame[rows].select(columns)).equals(straight[rows])


@given(people(), st.data())
def test_the_scores_of_the_parts_are_those_of_the_whole(given_people, data):
    q, answers = given_people
    frame = pl.DataFrame(numbers(q, answers), schema=list(q.item_ids))
    cut = data.draw(st.integers(0, len(frame)))
    parts = pl.concat([pi.score_frame(q, frame[:cut]), pi.score_frame(q, frame[cut:])])
    assert parts.equals(pi.score_frame(q, frame))


@given(people() | people(classifying_sets()))
def test_every_score_that_is_stored_comes_back(given_people):
    q, answers = given_people
    for person in answers:
        score = pi.score(q, person)
        assert pi.Score.from_dict(json.loads(json.dumps(score.to_dict())), q) == score


@given(people())
def test_an_index_lies_within_the_declared_range(given_people):
    q, answers = given_people
    for person in answers:
        for score in pi.score(q, person).values():
            assert (score.index is None) == (score.value is None) == (score.answered < score.minimum)
            assert score.index is None or 0 <= score.index <= 100


@given(testing.question_sets() | weighted_sets(), st.data())
def test_the_ends_are_exactly_0_and_100(q, data):
    answered = data.draw(st.sets(st.sampled_from(q.item_ids)))
    for end, index in ((0, 0.0), (-1, 100.0)):
        keyed = {name: sorted(option.value for option in q.options_of(name)) for name in answered}
        answers = {name: values[-1 - end if q.item(name).reverse else end] for name, values in keyed.items()}
        assert {score.index for score in pi.score(q, answers).values()} <= {index, None}


@given(people(weighted_sets()))
def test_reversing_items_and_answers_changes_nothing(given_people):
    q, answers = given_people
    other = pi.load(
        {**q.model_dump(by_alias=True), "items": [{**i.model_dump(), "reverse": not i.reverse} for i in q.items]}
    )
    for person in answers:
        turned = {name: mirrored(q, name, value) for name, value in person.items()}
        again = {name: mirrored(q, name, value) for name, value in turned.items()}
        assert again == person
        assert [s.value for s in pi.score(other, turned).values()] == [s.value for s in pi.score(q, person).values()]


def mirrored(q, name, value):
    values = [option.value for option in q.options_of(name)]
    return min(values) + max(values) - value if value in values else value


@given(people())
def test_leaving_an_answer_out_is_answering_none(given_people):
    q, answers = given_people
    for person in answers:
        spelled_out = {name: person.get(name) for name in q.item_ids}
        assert pi.score(q, spelled_out) == pi.score(q, person)


@given(people())
def test_whatever_the_numbers_are_kept_in_the_codes_are_the_same(given_people):
    q, answers = given_people
    expected = [pi.validate(q, person).codes for person in answers]
    x = numbers(q, answers)
    assert pi.encode(q, x).codes.tolist() == [list(codes) for codes in expected]
    assert pi.encode(q, [{**dict.fromkeys(q.item_ids), **person} for person in answers]).codes.tolist() == [
        *map(list, expected)
    ]
    texts = [{name: "" if value is None else f" {value}.0" for name, value in person.items()} for person in answers]
    assert [pi.validate(q, person, source="text").codes for person in texts] == expected
