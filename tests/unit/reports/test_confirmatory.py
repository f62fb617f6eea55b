"""A fitted factor model as tables: what a reader of lavaan's summary looks for, in both languages."""

from functools import cache

import numpy as np
import pytest

from purpose_index.reports import confirmatory, render
from purpose_index.reports.numbers import number
from purpose_index.stats.cfa import cfa

NAMES = ["a", "b", "c", "d", "e", "f"]
MODEL = "joy =~ a + b + l*c\nuse =~ d + e + f"
KINDS = {
    "ML": ["fit", "loadings", "covariances", "variances"],
    "MLR": ["fit", "loadings", "covariances", "intercepts", "variances", "defined"],
    "WLSMV": ["fit", "loadings", "covariances", "intercepts", "variances", "scales", "thresholds"],
}


@cache
def answers():
    rng = np.random.default_rng(3)
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=400)
    latent = np.repeat(factors, 3, axis=1) + rng.normal(size=(400, 6))
    return 1 + np.digitize(latent, [-2, -1, 0, 1.5])


@cache
def fitted(estimator):
    if estimator == "MLR":
        return cfa(answers(), f"{MODEL}\ntwice := 2*l", names=NAMES, estimator=estimator, missing="fiml")
    if estimator == "WLSMV":
        halves = ["one", "two"] * 200
        return cfa(answers(), MODEL, names=NAMES, ordered=True, groups=halves, equal=["thresholds", "loadings"])
    return cfa(answers(), MODEL, names=NAMES)


def table(estimator, name, language="en"):
    return next(one for one in confirmatory.tables(fitted(estimator), language) if one.id == name)


@pytest.mark.parametrize("estimator", KINDS)
def test_a_model_is_listed_by_kind_and_fits_a_terminal(estimator, monkeypatch):
    assert [one.id for one in confirmatory.tables(fitted(estimator))] == KINDS[estimator]
    monkeypatch.setenv("COLUMNS", "80")
    for shown in (str(fitted(estimator)), render.text(confirmatory.tables(fitted(estimator), "nl"))):
        assert max(map(len, shown.splitlines())) <= 80
    assert "<caption>Loadings</caption>" in fitted(estimator)._repr_html_()


def test_every_number_is_that_of_the_estimates():
    found = fitted("MLR")
    cells = dict(
        zip([column.key for column in table("MLR", "loadings").columns], table("MLR", "loadings").rows[2], strict=True)
    )
    row = found.estimate("joy", "=~", "c")
    expected = {
        "lhs": "joy",
        "rhs": "c",
        "group": "",
        "label": "l",
        "value": row.value,
        "low": row.low,
        "high": row.high,
    }
    expected |= {"se": row.se, "z": row.z, "p_value": row.p_value}
    assert cells == expected | {"standardized_latent": row.standardized_latent, "standardized": row.standardized}
    shown = table("MLR", "fit")
    for line, name, test in zip(
        shown.rows, ("unscaled", "scaled", "robust"), (found.fit, found.fit.scaled, found.fit.robust), strict=True
    ):
        cells = dict(zip([column.key for column in shown.columns], line, strict=True))
        assert (cells.pop("test"), cells.pop("srmr")) == (name, found.fit.srmr)
        tested = dict.fromkeys(("chi_square", "df", "p_value")) if name == "robust" else {}
        assert cells == {key: tested[key] if key in tested else getattr(test, key) for key in cells}
    assert table("ML", "fit").rows[0][0] == ""
    assert table("MLR", "defined").rows[0][:5] == ("twice", "2*l", "", "", pytest.approx(2 * row.value))
    assert table("MLR", "defined").rows[0][-1] == pytest.approx(2 * row.standardized)
    assert "std.all" in render.text((table("MLR", "defined"),))
    assert {row[1] for row in table("MLR", "variances").rows} == {""}


def test_what_a_model_takes_for_granted_is_not_listed():
    assert [row[:3] for row in table("WLSMV", "intercepts").rows] == [("joy", "", "two"), ("use", "", "two")]
    assert {row[2] for row in table("WLSMV", "scales").rows} == {"two"}
    assert len(table("WLSMV", "variances").rows) == 2 * 8
    assert {row[3] for row in table("WLSMV", "loadings").rows} == {"", "l"}  # not what says that groups are equal


def test_thresholds_are_a_row_an_item():
    found = table("WLSMV", "thresholds")
    assert [column.key for column in found.columns] == ["item", "group", "t1", "t2", "t3", "t4"]
    values = [fitted("WLSMV").estimate("b", "|", f"t{t}", group="two").value for t in (1, 2, 3, 4)]
    assert {row[:2]: list(row[2:]) for row in found.rows}["b", "two"] == values
    fewer = np.column_stack([np.minimum(answers()[:, 0], 3), answers()[:, 1:]])
    *_, found = confirmatory.tables(cfa(fewer, MODEL, names=NAMES, ordered=True))
    assert [row[4:] for row in found.rows[:1]] == [(None, None)]
    assert None not in found.rows[1]


@pytest.mark.parametrize(
    ("estimator", "said", "unsaid"),
    [
        ("ML", ("400 people who answered all items; ML; 13 free", "AIC"), ("scaled test", "Robust", "Groups")),
        ("MLR", ("with every answer that they gave (FIML); MLR", "takes answers to be normal", "Robust"), ("Groups",)),
        ("WLSMV", ("has no known distribution", "Groups: one (200), two (200)."), ("AIC", "normal")),
    ],
)
def test_notes_say_which_test_to_report(estimator, said, unsaid):
    notes = " ".join(table(estimator, "fit").notes)
    assert all(words in notes for words in said)
    assert not any(words in notes for words in unsaid)


@pytest.mark.parametrize(
    ("options", "language", "said"),
    [
        ({}, "en", "388 people who answered all items, of 400; ML"),
        ({}, "nl", "388 personen die alle items beantwoordden, van 400; ML"),
        ({"missing": "fiml"}, "en", "399 people with every answer that they gave (FIML), of 400; ML"),
        ({"ordered": True}, "en", "388 people who answered all items, of 400; WLSMV"),
        ({"ordered": True, "missing": "pairwise"}, "en", "399 people (of every two items, who answered both), of 400"),
    ],
)
def test_notes_say_of_how_many_people_an_analysis_is(options, language, said):
    x = answers().astype(float)
    x[:12, 1], x[0] = np.nan, np.nan
    found = cfa(x, MODEL, names=NAMES, **options)
    assert found.given == 400
    assert said in " ".join(confirmatory.tables(found, language)[0].notes)


def test_notes_are_about_the_scaled_test_and_tell_levels():
    scaled = fitted("MLR").fit.scaled
    notes = " ".join(table("MLR", "fit").notes)
    assert f"at most .05: {number(scaled.rmsea_close, digits=3)}." in notes
    assert f"chi-square {number(scaled.baseline_chi_square, digits=2)}, df 15." in notes  # 6 items are 15 pairs
    assert "90%" in next(column.heading for column in table("MLR", "fit").columns if column.key == "rmsea")
    found = cfa(answers(), f"{MODEL}\ntwice := 2*l", names=NAMES, level=0.99)
    defined = confirmatory.tables(found)[-1]
    assert "99%" in next(column.heading for column in defined.columns if column.key == "value")
    assert "99%" in defined.notes[0]


def test_issues_follow_the_fit():
    one, other, both = np.random.default_rng(1).normal(size=(3, 400))  # the first item is more than the others share
    found = cfa(np.column_stack([one + other, one + both / 2, other + both / 2]), {"f": ["1", "2", "3"]})
    assert [issue.code for issue in found.issues] == ["negative-variance"]
    fit, issues, *_ = confirmatory.tables(found, "nl")
    assert (fit.id, issues.id) == ("fit", "issues")
    assert "lager dan 0" in issues.rows[0][1]
    assert not issues.rows[0][0].startswith("$")


@pytest.mark.parametrize(("estimator", "scaled"), [("ML", ""), ("WLSMV", "scaled ")])
def test_a_model_and_its_fit_are_one_line_where_they_are_a_value_among_others(estimator, scaled):
    found = fitted(estimator)
    shown = found.fit.scaled or found.fit
    size = f"CFI {shown.cfi:.3f}, RMSEA {shown.rmsea:.3f}, SRMR {found.fit.srmr:.3f}"
    assert repr(found) == f"ConfirmatoryFactorAnalysis({estimator}, n=400, {scaled}{size})"
    tested = f"{scaled}chi-square {shown.chi_square:.2f}, df {shown.df}, p {shown.p_value:.3f}"
    assert repr(found.fit) == f"ModelFit({tested}, {size})"
