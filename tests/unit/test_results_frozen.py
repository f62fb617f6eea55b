"""What a public function returns cannot be changed, however deep one reaches into it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import NamedTuple

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.checks.changes import changes
from purpose_index.frozen import frozen
from purpose_index.responses.simulate import simulate
from purpose_index.stats import agreement, alignment, change, factor, reliability
from purpose_index.stats.correlation import pearson, polychoric
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.items import item_table
from purpose_index.stats.uncertainty import jackknife
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

RNG = np.random.default_rng(1)
COMMON = RNG.normal(size=(200, 1))
X = np.clip(np.round(3 + COMMON + RNG.normal(size=(200, 6))), 1, 5)
Q = pi.load("purpose-index")
PEOPLE = [
    {item: int(value) for item, value in zip(Q.item_ids, row, strict=True)}
    for row in np.clip(np.round(3 + COMMON + RNG.normal(size=(200, len(Q.item_ids)))), 1, 5)
]
SCALES = [[0, 1, 2], [3, 4, 5]]

MAKERS = {
    "alpha": lambda: reliability.alpha(X),
    "omega_total": lambda: reliability.omega_total(X),
    "omega_hierarchical": lambda: reliability.omega_hierarchical(X, n_factors=2),
    "glb": lambda: reliability.glb(X),
    "guttman": lambda: reliability.guttman(X),
    "split_half": lambda: reliability.split_half(X),
    "disattenuated": lambda: reliability.disattenuated_correlations(X, SCALES),
    "item_table": lambda: item_table(X),
    "jackknife": lambda: jackknife(X, lambda part: part.mean(axis=0)),
    "pearson": lambda: pearson(X),
    "change": lambda: change.change(X[:, 0], X[:, 1]),
    "reliable_change": lambda: change.reliable_change(X[:, 0], X[:, 1], reliability=0.8),
    "profile_similarity": lambda: alignment.profile_similarity(X, X[:, ::-1]),
    "relate": lambda: alignment.relate(X[:, 0], X[:, 1], reliability=0.9, groups=X[:, 3]),
    "response_surface": lambda: alignment.response_surface(X[:, 0], X[:, 1], X[:, 2], groups=X[:, 3]),
    "polychoric": lambda: polychoric(X),
    "efa": lambda: factor.efa(X, 2),
    "extract": lambda: factor.extract(pearson(X), 2),
    "rotate": lambda: factor.rotate(factor.extract(pearson(X), 2).loadings, "varimax"),
    "schmid_leiman": lambda: factor.schmid_leiman(np.kron(np.eye(3), [[0.7], [0.6]]), (np.eye(3) + 1) / 2),
    "factor_scores": lambda: factor.factor_scores(factor.efa(X, 2), X),
    "kmo": lambda: factor.kmo(X),
    "bartlett": lambda: factor.bartlett(X),
    "minimum_average_partial": lambda: factor.minimum_average_partial(X),
    "parallel_analysis": lambda: factor.parallel_analysis(X, draws=20),
    "moments": lambda: Moments.of(X),
    "moments of real numbers": lambda: Moments.of(X / 3),
    "pair counts": lambda: PairCounts.of(X),
    "patterns": lambda: Patterns.of(X),
    "encode": lambda: pi.encode(Q, PEOPLE),
    "validate": lambda: pi.validate(Q, PEOPLE[0]),
    "score": lambda: pi.score(Q, PEOPLE[0]),
    "analyze": lambda: pi.analyze(Q, pi.encode(Q, PEOPLE), ordinal=True),
    "check": lambda: pi.check(Q),
    "finding": lambda: pi.check(Q, [PEOPLE[0]]).findings[0],
    "changes": lambda: changes(Q, pi.load("working-with-purpose")),
    "a change of a scale": lambda: changes(Q, pi.load("working-with-purpose")).scales[0],
    "a change of a text": lambda: changes(Q, pi.load("working-with-purpose")).texts[0],
    "orientation": lambda: pi.orientation("purpose-orientation", simulate("purpose-orientation", people=200)),
    "norms": lambda: pi.Norms.of(Q, PEOPLE),
    "a sample of norms": lambda: pi.Norms.of(Q, PEOPLE).groups[""]["total"],
    "a scale": lambda: pi.analyze(Q, PEOPLE).scales["total"],
    "an item": lambda: pi.analyze(Q, PEOPLE).scales["total"].items["q01"],
    "latent": lambda: pi.analyze(Q, PEOPLE, ordinal=True).scales["total"].latent,
    "release": lambda: pi.release(Q, PEOPLE, by=[[]]),
    "a cell": lambda: pi.release(Q, PEOPLE, by=[[]]).cells[0],
    "icc": lambda: agreement.icc(X[:, 0], X[:, 1]),
    "intraclass": lambda: agreement.intraclass(X),
    "agreement_null": lambda: agreement.agreement_null(8, options=5, draws=200),
    "fit": lambda: factor.efa(X, 2).fit,
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_a_result_shows_itself_in_one_short_line(make):
    shown = repr(make())
    assert type(make()).__name__ in shown
    assert len(shown) < 100
    assert "\n" not in shown


def test_the_repr_of_an_estimate_says_the_value_its_interval_and_what_it_rests_on():
    estimate = Estimate(name="alpha", value=0.81234, n=200, k=6, method="covariances", low=0.7, high=0.91238)
    assert repr(estimate) == "Estimate(alpha 0.8123 (0.7 to 0.9124), n=200, k=6)"
    assert repr(Estimate(name="alpha", value=0.5, n=9, k=2, method="m")) == "Estimate(alpha 0.5, n=9, k=2)"


def test_a_repr_shows_numbers_shapes_and_sizes_and_leaves_out_what_is_empty_or_long():
    found = factor.factor_scores(factor.efa(X, 2), X)
    assert repr(found).startswith("FactorScores(values: 200 x 2, weights: 6 x 2, validities: 2, correlations: 2 x 2, ")
    test = factor.SphericityTest(chi_square=12.34567, df=np.int64(15), p_value=0.00012346, n=200)
    assert repr(test) == "SphericityTest(chi_square=12.35, df=15, p_value=0.0001235, n=200)"


def changeable(value, path=""):
    """Return the places in a result where something can be changed."""
    found = []
    if isinstance(value, np.ndarray):
        found += [path] if value.flags.writeable else []
    elif isinstance(value, list | set | bytearray):
        found.append(path)
    elif isinstance(value, Mapping):
        try:
            value["new"] = None  # type: ignore[index]
            found.append(path)
        except TypeError:
            pass
        for key in value:
            found += changeable(value[key], f"{path}[{key!r}]")
    elif isinstance(value, tuple):
        for j, inside in enumerate(value):
            found += changeable(inside, f"{path}[{j}]")
    if is_dataclass(value):
        for field in fields(value):
            try:
                setattr(value, field.name, getattr(value, field.name))
                found.append(f"{path}.{field.name}")
            except AttributeError:  # FrozenInstanceError is one
                pass
            found += changeable(getattr(value, field.name), f"{path}.{field.name}")
    return found


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_no_part_of_a_result_can_be_changed(make):
    assert changeable(make()) == []


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
@pytest.mark.parametrize("journey", [lambda one: pickle.loads(pickle.dumps(one)), copy.copy, copy.deepcopy])
def test_nor_of_its_copies(make, journey):
    made = make()
    again = journey(made)
    assert type(again) is type(made)
    assert changeable(again) == []
    np.testing.assert_equal(parts(again), parts(made))


def parts(value):
    """Everything in a result that holds nothing else, but for functions."""
    if is_dataclass(value):
        return [leaf for field in fields(value) for leaf in parts(getattr(value, field.name))]
    if isinstance(value, Mapping):
        return [leaf for key in value for leaf in (key, *parts(value[key]))]
    if isinstance(value, tuple):
        return [leaf for inside in value for leaf in parts(inside)]
    return [] if callable(value) else [value]


class Kept(NamedTuple):
    """An array as somebody holds it, and as they hand it over."""

    mine: np.ndarray
    given: np.ndarray


def looked_at(mine):
    seen = mine.view()
    seen.setflags(write=False)
    return Kept(mine, seen)


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(lambda: Kept(mine := np.eye(2), mine), id="the array itself"),
        pytest.param(lambda: Kept(mine := np.eye(2), mine.T), id="a view of it"),
        pytest.param(lambda: looked_at(np.eye(2)), id="a view of it that cannot be written in"),
    ],
)
def test_who_gives_an_array_can_write_in_it_and_the_result_stays_as_it_is(kept):
    mine, given = kept()
    made = factor.SchmidLeiman(general=np.ones(2), group=given, uniquenesses=np.ones(2), second_order=np.ones(2))
    mine[0, 0] = 7
    assert made.group.tolist() == [[1, 0], [0, 1]]
    assert not made.group.flags.writeable


def test_an_array_that_nobody_can_change_is_kept_as_it_is():
    mine = np.asfortranarray(np.arange(6).reshape(2, 3))
    copied = frozen(mine)
    assert copied.flags.f_contiguous
    assert copied is not mine
    assert frozen(copied) is copied


def test_codes_are_not_copied_on_their_way_to_a_result():
    coded = pi.encode(Q, PEOPLE)
    assert coded.codes.base is None
    assert coded.codes.flags.f_contiguous
    assert type(pickle.loads(pickle.dumps(pi.encode(Q, [{**PEOPLE[0], "team": "a"}]))).extra) is list


def test_a_list_of_issues_becomes_a_tuple():
    estimate = Estimate(name="alpha", value=0.5, n=10, k=3, method="covariances", issues=[pi.Issue("a", "$", "m")])
    assert estimate.issues == (pi.Issue("a", "$", "m"),)
