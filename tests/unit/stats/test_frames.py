"""Models of data frames: columns are known by their headings, and those that no model names stay outside."""

import numpy as np
import pytest

from purpose_index import ArgumentError
from purpose_index.stats.careless import irv, longstring, mahalanobis
from purpose_index.stats.cfa import cfa, compare, invariance
from purpose_index.stats.dif import likelihood_ratio, logistic, mantel_haenszel
from purpose_index.stats.irt import (
    graded,
    item_fit,
    local_dependence,
    model_fit,
    multiple_group,
    partial_credit,
    person_fit,
)
from purpose_index.stats.mokken import (
    guttman_errors,
    invariant_item_ordering,
    molenaar_sijtsma,
    monotonicity,
    partition,
    scalability,
)
from purpose_index.stats.reliability import alpha, categorical_omega, htmt
from purpose_index.tallies import Patterns

ITEMS = ["a", "b", "c", "d"]
MODEL = "f =~ a + b + c + d"
GROUPS = ["x"] * 150 + ["y"] * 150


@pytest.fixture(scope="module")
def x():
    rng = np.random.default_rng(5)
    latent = rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
    return np.clip(np.rint(3 + latent), 1, 5)


@pytest.fixture(scope="module", params=["pandas", "pandas-nullable", "polars", "pyarrow"])
def frame(request, x):
    """The items, one of them first missed, among columns that no model names."""
    library = request.param.partition("-")[0]
    module = pytest.importorskip(library)
    holes = [[None if (i, j) == (0, 1) else int(v) for i, v in enumerate(column)] for j, column in enumerate(x.T)]
    columns = {"place": GROUPS, **dict(zip(ITEMS, holes, strict=True)), "age": list(range(300))}
    shuffled = {name: columns[name] for name in ("d", "place", "b", "age", "a", "c")}
    if library == "pyarrow":
        return module.table(shuffled)
    made = module.DataFrame(shuffled)
    return made.astype(dict.fromkeys(ITEMS, "Int64")) if request.param == "pandas-nullable" else made


@pytest.fixture(scope="module")
def rows(x):
    holed = x.copy()
    holed[0, 1] = np.nan
    return holed[:, [3, 1, 0, 2]]


ORDER = ["d", "b", "a", "c"]


def test_a_model_of_a_frame_is_that_of_its_columns(frame, rows):
    found = cfa(frame, MODEL, missing="fiml", groups="place")
    same = cfa(rows, MODEL, missing="fiml", groups=GROUPS, names=ORDER)
    assert repr(found.estimates) == repr(same.estimates)
    assert found.fit.chi_square == same.fit.chi_square
    assert found.items == tuple(ORDER)
    assert np.array_equal(found.factor_scores(frame).values, same.factor_scores(rows).values)


def test_others_that_take_a_model_take_a_frame(frame, rows):
    names = {"names": ORDER}
    assert (
        htmt(frame, "f =~ a + b\ng =~ c + d").values[0, 1] == htmt(rows, "f =~ a + b\ng =~ c + d", **names).values[0, 1]
    )
    assert categorical_omega(frame, model=MODEL).value == categorical_omega(rows, model=MODEL, **names).value
    found, same = invariance(frame, MODEL, "place"), invariance(rows, MODEL, GROUPS, **names)
    assert [step.chi_square for step in found.steps] == [step.chi_square for step in same.steps]
    twice = {"occasions": {"one": ["a", "b"], "two": ["c", "d"]}, "levels": ["metric"]}
    of_frame, of_rows = (
        invariance(given, "f =~ 1*a + 1*b", **twice, **own) for given, own in ((frame, {}), (rows, names))
    )
    assert of_frame["metric"].fit.chi_square == of_rows["metric"].fit.chi_square


def test_answers_are_found_again_by_their_headings(frame, rows):
    one = cfa(frame, MODEL, estimator="MLM")
    two = cfa(frame, "f =~ a + 1*b + c + d", estimator="MLM")
    again = compare(one, two, method="satorra-2010", x=frame)
    assert again.chi_square == compare(one, two, method="satorra-2010", x=rows).chi_square
    assert np.array_equal(one.bootstrap(frame, resamples=100).values, one.bootstrap(rows, resamples=100).values)


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        (lambda frame: cfa(frame, "f =~ a + b + place"), "array-not-numbers", "$.items.place"),
        (lambda frame: cfa(frame, "f =~ a + b + agee"), "unknown-item", "$.model.agee"),
        (lambda frame: cfa(frame, MODEL, groups="plaice"), "unknown-column", "$.groups"),
        (lambda frame: invariance(np.ones((4, 4)), MODEL, "place", names=ITEMS), "unknown-column", "$.groups"),
        (lambda frame: cfa(MODEL, frame), "array-not-numbers", "$.x"),
        (lambda frame: cfa({"f": ITEMS}, frame), "array-not-numbers", "$.x"),
    ],
)
def test_what_a_frame_does_not_have_is_told_by_name(frame, wrong, code, path):
    with pytest.raises(ArgumentError) as told:
        wrong(frame)
    assert [(issue.code, issue.path) for issue in told.value.issues] == [(code, path)]


def test_a_heading_may_be_a_number(x):
    pandas = pytest.importorskip("pandas")
    numbers = ["0", "1", "2", "3"]
    found = cfa(pandas.DataFrame(x).assign(place=GROUPS), {"f": numbers}, groups="place")
    assert found.items == tuple(numbers)
    same = cfa(x, {"f": numbers}, names=numbers, groups=GROUPS)
    assert found.fit.chi_square == same.fit.chi_square
    scores = same.factor_scores(pandas.DataFrame(x, columns=ITEMS), group="x").values  # no such headings: in order
    assert np.array_equal(scores, same.factor_scores(x, group="x").values)
    assert cfa(pandas.DataFrame(np.column_stack([x, np.repeat([1, 2], 150)])), {"f": numbers}, groups="4").n == 300


def test_two_columns_of_one_heading_are_refused(x):
    pandas = pytest.importorskip("pandas")
    with pytest.raises(ArgumentError, match="one heading"):
        cfa(pandas.DataFrame(x, columns=["a", "a", "c", "d"]), MODEL)


def test_columns_without_names_are_told_how_to_name_them(x):
    with pytest.raises(ArgumentError, match="Say with names="):
        cfa(x, MODEL)
    with pytest.raises(ArgumentError, match="Did you mean 'aa'"):
        cfa(x, MODEL, names=["aa", "b", "c", "d"])


def test_ordered_answers_are_the_estimator_that_they_ask_for(x):
    weighted = cfa(x, MODEL, names=ITEMS, estimator="WLSMV")
    every, none = (cfa(x, MODEL, names=ITEMS, ordered=ordered) for ordered in (True, False))
    assert (every.estimator, every.fit.scaled.chi_square) == ("WLSMV", weighted.fit.scaled.chi_square)
    assert none.estimator == "ML"
    assert cfa(x, MODEL, names=ITEMS, ordered=["a"]).estimator == "WLSMV"
    assert type(weighted.fit.scaled.cfi) is float
    with pytest.raises(ArgumentError, match="or none"):
        cfa(x, MODEL, names=ITEMS, ordered=True, estimator="MLR")


@pytest.fixture(scope="module")
def items(frame):
    """The items alone, in the order d, b, a, c, as a frame of the same library."""
    order = ["d", "b", "a", "c"]
    return frame.select(order) if hasattr(frame, "select") else frame[order]


@pytest.mark.parametrize("fit", [graded, partial_credit])
def test_item_response_models_name_items_by_headings_and_score_by_them(fit, items, rows, frame, x):
    model, plain = fit(items), fit(rows)
    assert model.items == ("d", "b", "a", "c")
    assert model.log_likelihood == plain.log_likelihood
    np.testing.assert_array_equal(model.score(frame).theta, plain.score(rows).theta)  # other columns stay outside
    turned = fit(rows[:, ::-1], names=["c", "a", "b", "d"])
    np.testing.assert_allclose(turned.score(items).theta, plain.score(rows).theta, atol=1e-4)


def test_fit_of_items_people_and_pairs_finds_the_columns_of_a_frame(frame, items, rows):
    model = graded(items)
    for of, number in ((item_fit, "s_x2"), (local_dependence, "q3"), (person_fit, "zh"), (model_fit, "value")):
        mine, other = (getattr(of(model, answers), number) for answers in (frame, rows))
        np.testing.assert_array_equal(mine, other)


def test_groups_may_be_a_column_of_the_frame_and_its_others_are_the_items(frame, items, rows):
    order = ["d", "place", "b", "a", "c"]
    whole = frame.select(order) if hasattr(frame, "select") else frame[order]
    linked = multiple_group(whole, "place", anchors=["a", "b", "c"])
    assert linked.means[1] == multiple_group(rows, GROUPS, names=["d", "b", "a", "c"], anchors=["a", "b", "c"]).means[1]
    for of in (logistic, mantel_haenszel, likelihood_ratio):
        found = of(whole, "place")
        assert [one.item for one in found] == ["d", "b", "a", "c"]
        for other in (of(items, GROUPS), of(rows, GROUPS, names=["d", "b", "a", "c"])):
            assert list(map(repr, found)) == list(map(repr, other))
    with pytest.raises(ArgumentError, match="Did you mean 'place'"):
        logistic(whole, "plac")


def test_mokken_scaling_names_items_by_headings_or_as_the_patterns_do(items, rows):
    patterns = Patterns.of(rows, items=["d", "b", "a", "c"])
    for of in (scalability, partition, monotonicity, invariant_item_ordering):
        mine, other, plain = of(items), of(patterns), of(rows)
        assert set(mine.items) == {"d", "b", "a", "c"}
        assert mine.items == other.items
        assert set(plain.items) == {"1", "2", "3", "4"}
    assert scalability(items).H == scalability(rows).H
    assert molenaar_sijtsma(items).value == molenaar_sijtsma(rows).value
    np.testing.assert_array_equal(guttman_errors(items).errors, guttman_errors(rows).errors)


def test_what_takes_rows_takes_frames_with_missing_answers(items, rows):
    for of in (longstring, mahalanobis, irv):
        np.testing.assert_array_equal(of(items), of(rows))
    assert alpha(items).value == alpha(rows).value


def test_a_frame_with_some_of_the_items_is_refused_and_one_with_none_goes_by_place(x):
    pandas = pytest.importorskip("pandas")
    model = graded(x, names=ITEMS)
    with pytest.raises(ArgumentError, match="no column 'd'"):
        model.score(pandas.DataFrame(x, columns=["a", "b", "c", "e"]))
    with pytest.raises(ArgumentError, match="no column 'b'"):
        cfa(x, MODEL, names=ITEMS).factor_scores(pandas.DataFrame(x[:, :2], columns=["a", "d"]))
    for columns in (None, ["p", "q", "r", "s"]):
        theta = model.score(pandas.DataFrame(x, columns=columns)).theta
        np.testing.assert_array_equal(theta, model.score(x).theta)
    numbered = graded(x)
    theta = numbered.score(pandas.DataFrame(x)).theta  # headings from 0, items from 1
    np.testing.assert_array_equal(theta, numbered.score(x).theta)
    assert alpha(pandas.DataFrame(x)).value == alpha(x).value
    assert graded(pandas.DataFrame(x)).items == ("0", "1", "2", "3")
