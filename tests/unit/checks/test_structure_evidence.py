"""The rules that judge the structure of a set: what they find, and what they leave alone."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence.examples import evidence_example
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.checks.evidence.structure import RULES, _alike, _crossing, _misfit
from purpose_index.checks.evidence.structure import tested as model_of
from tests.unit.checks.pilot_data import answers, one_factor, set_of

BY_NAME = {rule.name: rule for rule in RULES}


def found(rule: str, piece: str) -> tuple[pi.Issue, ...]:
    q, rows = evidence_example(piece)
    return pi.check(q, rows, rules=[rule]).findings


def test_misfit_says_its_size_with_its_interval():
    (finding,) = found("structure-misfit", BY_NAME["structure-misfit"].failing)
    assert 0.08 < finding.facts["low"] < finding.facts["rmsea"] < finding.facts["high"]
    assert f"RMSEA {finding.facts['rmsea']:.3f} [{finding.facts['low']:.3f}" in finding.message
    assert finding.path == "$.scales"


def test_scales_that_measure_one_thing_are_named():
    (finding,) = found("scales-alike", BY_NAME["scales-alike"].failing)
    assert finding.facts["scales"] == ("work", "rest")
    assert finding.facts["low"] > 0.8
    assert finding.facts["high"] >= 0.9
    assert finding.path == "$.scales[1].id"


def test_scales_that_are_one_are_named_wherever_their_correlation_ends():
    scales = {name: [f"{name}{j}" for j in range(3)] for name in "abcd"}
    x = answers(one_factor(300, [0.6] * 12, seed=0))
    structure = pi.analyze(set_of(scales), x, structure="correlated", omega=False).structure
    assert [issue.code for issue in structure.issues] == ["impossible-factor-correlations"]
    assert np.nanmax(structure.correlations.values) > 1
    findings = pi.check(set_of(scales), x, rules=["scales-alike"]).findings
    assert any(finding.facts["correlation"] > 1 for finding in findings)
    assert all(finding.facts["low"] > 0.8 and finding.facts["high"] >= 0.9 for finding in findings)


def test_an_item_of_two_scales_is_named_with_the_other_one():
    (finding,) = found("cross-loading", BY_NAME["cross-loading"].failing)
    assert (finding.facts["item"], finding.facts["scale"]) == ("q1", "rest")
    assert finding.facts["loading"] > 0.2


@pytest.mark.parametrize("rule", list(BY_NAME))
def test_fewer_than_a_hundred_people_are_not_judged(rule):
    piece = BY_NAME[rule].failing
    assert not found(rule, f"people: 99\n{piece}")
    assert not found(rule, BY_NAME[rule].passing)
    if rule != "cross-loading":  # whose size is not certain among so few
        assert found(rule, f"people: 100\n{piece}")


@pytest.mark.parametrize("rule", list(BY_NAME))
def test_more_items_than_memory_is_there_for_are_not_judged(rule, monkeypatch):
    monkeypatch.setattr("purpose_index.checks.evidence.structure.MOST_ITEMS", 8)
    assert found(rule, BY_NAME[rule].failing)
    monkeypatch.setattr("purpose_index.checks.evidence.structure.MOST_ITEMS", 7)
    assert not found(rule, BY_NAME[rule].failing)


def of_model(level: float = 0.95, **model) -> SimpleNamespace:
    """What a rule is given, with a model of which no more is known than is said."""
    known = SimpleNamespace(**{"issues": (), **model})
    evidence = SimpleNamespace(once=lambda _: known, aims=SimpleNamespace(level=level))
    scales = [SimpleNamespace(id=factor) for factor in model.get("factors", ())]
    paths = {item: ("items", number) for number, item in enumerate(model.get("items", ()))}
    return SimpleNamespace(evidence=evidence, q=SimpleNamespace(scales=scales), path_of=paths)


@pytest.mark.parametrize(
    ("robust", "scaled", "df", "told"),
    [
        (0.0801, 0.0802, 5, 0.1801),
        (0.0802, 0.08, 5, None),
        (0.08, 0.0802, 5, None),
        (np.nan, 0.0801, 5, 0.2801),
        (None, 0.0801, 5, 0.2801),
        (None, None, 5, None),
        (0.2, 0.2, 0, None),
    ],
)
def test_misfit_is_told_where_every_interval_that_there_is_lies_above(robust, scaled, df, told):
    one, other = (
        low and SimpleNamespace(rmsea_low=low, rmsea=low + more, rmsea_high=low + 0.3, cfi=0.8)
        for low, more in ((robust, 0.1), (scaled, 0.2))
    )
    fit = SimpleNamespace(df=df, robust=one, scaled=other, srmr=0.1)
    facts = [found.facts for found in _misfit(of_model(fit=fit))]
    assert [one["rmsea"] for one in facts] == ([] if told is None else [round(told, 3)])


def test_scales_are_alike_where_an_interval_for_all_pairs_together_begins_high_and_reaches_what_is_one(monkeypatch):
    low = np.array([[0, 0.81, 0.8], [0, 0, 0.81], [0, 0, 0]])
    high = np.array([[0, 0.9, 0.95], [0, 0, 0.899], [0, 0, 0]])
    asked = []

    def pairs(fit, *, level):
        asked.append(level)
        return SimpleNamespace(values=low, low=low, high=high, factors=fit.factors)

    monkeypatch.setattr("purpose_index.stats.reliability.standardized.factor_correlations", pairs)
    assert [found.facts["scales"] for found in _alike(of_model(factors=("a", "b", "c")))] == [("a", "b")]
    assert asked == [pytest.approx(1 - 0.05 / 3)]
    assert not list(_alike(of_model(factors=("a",))))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("change", "others", "errors", "told"),
    [(0.4, 0, 1.01, True), (0.4, 0, 0.99, False), (-0.4, 0, 1.01, True), (0.4, 3, 1.01, True), (0.4, 3, 0.99, False)],
)
def test_an_item_crosses_where_the_interval_of_its_change_begins_above_a_fifth(change, others, errors, told):
    # its lower end is .4 less so many errors of .2 / (errors * quantile), for all loadings that are not there together
    quantile = errors * norm.isf(0.05 / 2 / (1 + others))
    first = SimpleNamespace(
        op="=~", lhs="g", rhs="a", standardized_change=change, chi_square=(0.4 * quantile / 0.2) ** 2
    )
    weak = SimpleNamespace(op="=~", lhs="h", rhs="b", standardized_change=0.1, chi_square=9.0)
    beside = [  # neither is a loading of an item
        SimpleNamespace(op="~~", lhs="a", rhs="b", standardized_change=0.9, chi_square=900.0),
        SimpleNamespace(op="=~", lhs="g", rhs="f", standardized_change=0.9, chi_square=900.0),
    ]
    rows = [first, *[weak] * others, *beside]
    model = {
        "factors": ("f", "g", "h"),
        "items": ("a", "b"),
        "modification_indices": lambda op: [row for row in rows if row.op == op],
    }
    facts = [found.facts for found in _crossing(of_model(**model))]
    assert [(one["item"], one["scale"], one["loading"]) for one in facts] == [("a", "g", change)] * told


def test_an_item_that_crosses_twice_is_told_once_and_what_is_not_there_is_not_told():
    row = {"op": "=~", "rhs": "a", "standardized_change": 0.5, "chi_square": 400.0}
    rows = [SimpleNamespace(lhs=factor, **row) for factor in "gh"]
    model = {"factors": ("f", "g", "h"), "items": ("a",)}
    (found,) = _crossing(of_model(**model, modification_indices=lambda op: rows))
    assert found.facts["scale"] == "g"
    assert not list(_crossing(of_model(**model, modification_indices=lambda op: [])))
    one = pi.Issue("impossible-factor-correlations", "$", "")  # of which an item may as well measure the other
    assert not list(_crossing(of_model(**model, modification_indices=lambda op: rows, issues=(one,))))


@pytest.mark.parametrize(("options", "estimator"), [(5, "WLSMV"), (6, "MLR")])
def test_answers_of_many_options_are_numbers_and_impossible_models_say_nothing(options, estimator):
    rng = np.random.default_rng(1)
    z = 0.8 * rng.standard_normal((200, 1)) + 0.6 * rng.standard_normal((200, 4))
    answers = np.digitize(z, np.linspace(-1.2, 1.2, options - 1)) + 1
    items = [f"q{number}" for number in range(4)]
    q = pi.load({
        "id": "mine",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Mine"},
        "options": {"all": [{"value": v, "label": {"en": f"no {v}"}} for v in range(1, options + 1)]},
        "items": [{"id": item, "text": {"en": item}, "options": "all"} for item in items],
        "scales": [{"id": "one", "name": {"en": "one"}, "items": items}],
    })  # fmt: skip
    rows = [dict(zip(items, row, strict=True)) for row in answers.tolist()]
    assert model_of(pilot_of(q, rows, None, Aims())).estimator == estimator
    for row in rows:  # the first is what two others are together: nothing of it is left to chance
        row["q0"] = (row["q1"] + row["q2"]) // 2
    assert model_of(pilot_of(q, rows, None, Aims())) is None


@pytest.mark.parametrize("scales", [{"lone": ["q0"]}, {"work": ["q0", "q1", "q2"]}])
def test_a_set_without_a_structure_and_answers_without_a_model_are_not_judged(scales):
    """Of one item there is no hypothesis; an item that all answer alike has no model."""
    x = answers(one_factor(300, [0.7] * len(scales.get("work", "q")), seed=0))
    x[:, 0] = 3
    assert not pi.check(set_of(scales), x, rules=list(BY_NAME)).findings
