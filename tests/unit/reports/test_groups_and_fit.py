"""Items in groups, groups on a trait and the fit of a model as tables: every number is that of the result."""

from functools import cache
from types import ModuleType

import numpy as np
import pytest

from purpose_index.reports import dif_items, groups_on_trait, item_response_fit, render
from purpose_index.stats.dif import likelihood_ratio, logistic, mantel_haenszel
from purpose_index.stats.irt import graded, local_dependence, model_fit, multiple_group

ITEMS = ["a", "b", "c", "d", "e", "f"]
RNG = np.random.default_rng(4)
GROUPS = np.repeat(["here", "there"], 150)
ANSWERS = np.digitize(RNG.normal(size=(300, 1)) + 0.8 * RNG.logistic(size=(300, 6)), [-1, 0.5])
ANSWERS[GROUPS == "there", 1] = np.minimum(ANSWERS[GROUPS == "there", 1] + 1, 2)
THREE = np.array(["x", "y", "z"])[RNG.integers(0, 3, 300)]


@cache
def found(kind):
    two = (ANSWERS > 0).astype(int)
    made = {
        "logistic": lambda: logistic(ANSWERS, GROUPS, names=ITEMS),
        "one item": lambda: logistic(ANSWERS, GROUPS, names=ITEMS)[1],
        "three groups": lambda: logistic(ANSWERS, THREE, names=ITEMS),
        "ratios": lambda: likelihood_ratio(ANSWERS, GROUPS, item="b", names=ITEMS),
        "tables": lambda: mantel_haenszel(ANSWERS, GROUPS, names=ITEMS),
        "two answers": lambda: mantel_haenszel(two, THREE, names=ITEMS),
        "groups": lambda: multiple_group(ANSWERS, GROUPS, anchors=["a", "c", "d", "e"], names=ITEMS),
        "fit": lambda: model_fit(graded(ANSWERS, names=ITEMS), ANSWERS),
        "pairs": lambda: local_dependence(graded(ANSWERS, names=ITEMS), ANSWERS),
    }
    return made[kind]()


BY: dict[str, ModuleType] = {"groups": groups_on_trait, "fit": item_response_fit, "pairs": item_response_fit}
KINDS = ["logistic", "one item", "three groups", "ratios", "tables", "two answers", *BY]


def cells(kind, language="en", table=0):
    made = BY.get(kind, dif_items).tables(found(kind), language)[table]
    return [dict(zip((column.key for column in made.columns), row, strict=True)) for row in made.rows]


@pytest.mark.parametrize("kind", KINDS)
def test_it_fits_a_terminal_in_both_languages(kind, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    dutch = render.text(BY.get(kind, dif_items).tables(found(kind), "nl"))
    for shown in (str(found(kind)), dutch):
        assert max(map(len, shown.splitlines())) <= 80
        assert "{" not in shown
    if kind != "pairs":
        assert "300 people" in " ".join(str(found(kind)).split())
        assert "300 personen" in " ".join(dutch.split())
    assert "<caption>" in found(kind)._repr_html_()
    assert "\n" not in repr(found(kind))


@pytest.mark.parametrize("kind", ["logistic", "ratios", "three groups"])
def test_tests_and_differences_are_a_row_an_item_and_group(kind):
    wanted = [(one, row) for one in found(kind) for row in one.differences]
    assert len(wanted) == {"logistic": 6, "ratios": 1, "three groups": 12}[kind]
    for shown, (one, row) in zip(cells(kind), wanted, strict=True):
        assert shown["item"] == one.item
        assert shown["group"] == (row.group if kind == "three groups" else "")
        tests = {"uniform": one.uniform, "nonuniform": one.nonuniform, "total": one.total}
        assert {name: shown[name] for name in tests} == {name: test.adjusted for name, test in tests.items()}
        assert shown["nagelkerke"] == (None if kind == "ratios" else one.total.nagelkerke)
        for name in ("value", "low", "high", "detectable"):
            assert shown[name] == getattr(row, name)


@pytest.mark.parametrize("kind", KINDS[:6])
def test_a_p_of_all_groups_together_is_said_to_be(kind):
    assert ("p is of all groups together" in str(found(kind))) == (kind == "three groups")


@pytest.mark.parametrize("kind", ["tables", "two answers"])
def test_odds_stand_where_there_are_two_answers(kind):
    for shown, one in zip(cells(kind), found(kind), strict=True):
        for name in ("item", "smd", "standardized", "classification"):
            assert shown[name] == getattr(one, name)
        assert shown["p_value"] == one.adjusted
        odds = (one.odds_ratio, one.low, one.high, one.delta)
        assert tuple(shown[name] for name in ("odds_ratio", "low", "high", "delta")) == (
            odds if kind == "two answers" else (None,) * 4
        )
    assert ("Odds ratio" in str(found(kind))) == (kind == "two answers")


def test_an_item_that_is_doubtful_is_said_below():
    told = logistic(np.column_stack([ANSWERS, np.ones(300)]), GROUPS, names=[*ITEMS, "flat"])
    assert [table.id for table in dif_items.tables(told)] == ["items", "issues"]
    assert dif_items.tables(told, "nl")[1].rows[0][0] == "items.flat"


def test_an_item_that_is_not_the_same_in_all_groups_has_a_row_a_group():
    model = found("groups")
    groups, items = cells("groups"), cells("groups", table=1)
    assert [(row["group"], row["n"]) for row in groups] == [("here", 150), ("there", 150)]
    np.testing.assert_array_equal([row["mean"] for row in groups], model.means)
    np.testing.assert_array_equal([row["spread_se"] for row in groups], model.spread_errors)
    assert [(row["item"], row["group"]) for row in items] == [
        ("a", ""), ("b", "here"), ("b", "there"), ("c", ""), ("d", ""), ("e", ""), ("f", "here"), ("f", "there"),
    ]  # fmt: skip
    assert items[7]["slope"] == model.slopes[1, 5]
    assert [items[7]["location_1"], items[7]["location_2"]] == model.locations[1][5].tolist()
    assert [items[2]["location_1"], items[2]["location_2"]] == [*model.locations[1][1], None]  # nobody's lowest answer
    assert "compared by a, c, d, e," in str(model)


def test_fit_is_a_row_and_pairs_are_those_that_fit_worst():
    fit, shown = found("fit"), cells("fit")[0]
    assert shown == {name: getattr(fit, name) for name in shown}
    pairs, rows = found("pairs"), cells("pairs")
    assert len(rows) == 10  # of 15
    p_values = [row["adjusted"] for row in rows]
    assert p_values == sorted(p_values) == sorted(pairs.adjusted[np.triu_indices(6, 1)].tolist())[:10]
    for row in rows:
        i, j = ITEMS.index(row["item"]), ITEMS.index(row["with"])
        assert (row["q3"], row["ld_x2"], row["pairs"]) == (pairs.q3[i, j], pairs.ld_x2[i, j], pairs.pairs[i, j])
    assert "around −0.200" in " ".join(str(pairs).split())


def test_people_are_those_of_each_item_where_that_differs():
    x = ANSWERS.astype(float)
    x[:40, 0] = np.nan
    told = logistic(x, GROUPS, matching=ANSWERS.sum(axis=1), names=ITEMS)
    assert "260 to 300 people an item. Others are compared with here." in str(told)
    assert "260 tot 300 personen per item." in render.text(dif_items.tables(told, "nl"))
    assert "260 people" in str(told[0])
