"""A fitted item response model as tables: what a reader of mirt's summary looks for, in both languages."""

from functools import cache

import numpy as np
import pytest

from purpose_index.reports import item_response, render
from purpose_index.stats.irt import graded, known_items, partial_credit


@cache
def answers():
    rng = np.random.default_rng(3)
    x = 1 + np.digitize(rng.normal(size=(400, 1)) + 0.6 * rng.logistic(size=(400, 5)), [-1.5, -0.5, 0.5, 1.5])
    x[:, 4] = 6 - x[:, 4]
    x[:, 3] = np.minimum(x[:, 3], 4)
    return np.column_stack([x, np.full(400, 3)])


@cache
def fitted(kind):
    names = ["a", "b", "c", "d", "turned", "constant"]
    if kind == "known":
        return known_items("graded", [1.0, 2.0], [[1.0, -1.0], [0.5]], categories=[[0, 1, 2], [0, 1]], names=["a", "b"])
    fit, slopes = {"graded": (graded, "free"), "rasch": (partial_credit, "equal")}[kind]
    return fit(answers(), slopes=slopes, names=names)


def rows_of(kind, name):
    table = next(one for one in item_response.tables(fitted(kind)) if one.id == name)
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]


def words(text):
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("kind", "tables", "title", "dutch", "mark"),
    [
        ("graded", ["items", "issues", "precision"], "Graded model", "Graded model", "≥"),
        ("rasch", ["items", "issues", "precision"], "Partial credit model", "Partial-creditmodel", "→"),
        ("known", ["items", "precision"], "Graded model", "Graded model", "≥"),
    ],
)
def test_a_model_is_one_screen_in_both_languages(kind, tables, title, dutch, mark, monkeypatch):
    model = fitted(kind)
    assert [one.id for one in item_response.tables(model)] == tables
    monkeypatch.setenv("COLUMNS", "80")
    shown_in_dutch = render.text(item_response.tables(model, "nl"))
    assert shown_in_dutch.startswith(f"{dutch}\n")
    assert "Wat de items zeggen" in shown_in_dutch
    for shown in (str(model), shown_in_dutch):
        assert f"{mark} {2 if kind != 'known' else 1}" in shown
        assert max(map(len, shown.splitlines())) <= 80
        assert len(shown.splitlines()) <= 45
    assert str(model).startswith(f"{title}\n")
    assert f"<caption>{title}</caption>" in model._repr_html_()
    assert repr(model).startswith("ItemResponseModel(")
    assert "\n" not in repr(model)


def test_every_number_of_an_item_is_that_of_the_model():
    model = fitted("graded")
    first, fourth, last = (rows_of("graded", "items")[j] for j in (0, 3, 5))
    assert first == {
        "item": "a",
        "slope": model.slopes[0],
        "se": model.slope_errors[0],
        **{f"location_{value}": model.locations[0][value - 2] for value in (2, 3, 4, 5)},
        "loading": model.loadings[0],
    }
    assert fourth["location_4"] == model.locations[3][2]
    assert fourth["location_5"] is None  # nobody chose it
    assert set(last.values()) == {"constant", None}
    (issue,) = rows_of("graded", "issues")
    assert issue["place"] == "items.constant"


@pytest.mark.parametrize(("options", "shown"), [(2, True), (4, True), (5, False)])
def test_errors_of_locations_stand_beside_them_where_a_line_has_room(options, shown, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    model = graded(np.minimum(answers()[:, :4], options), names=["work", "rest", "home", "play"])
    table = item_response.tables(model)[0]
    row = dict(zip([column.key for column in table.columns], table.rows[1], strict=True))
    found = [row.get(f"location_{value}_se") for value in range(2, options + 1)]
    errors = model.location_errors[1]
    assert found == (errors.tolist() if shown else [None] * len(errors))
    assert ("`.location_errors`" in str(model)) != shown
    (line,) = (line for line in str(model).splitlines() if line.startswith("rest"))
    assert len(line.split()) == 4 + (options - 1) * (1 + shown)  # all of it on one line


@pytest.mark.parametrize(("most", "places"), [(10, [f"location_{value}" for value in range(1, 11)]), (11, [])])
def test_more_than_ten_places_where_answers_part_are_left_out_of_a_screen(most, places):
    columns = item_response.tables(known_items("graded", [1.0], [np.arange(most, 0.0, -1.0)]))[0].columns
    assert [column.key for column in columns] == ["item", "slope", "se", *places, "loading"]
    joined = [column.joined for column in columns if column.key in places]  # all stand beside the first, if they can
    assert joined == [place != "location_1" for place in places]


def test_what_is_told_along_the_trait_is_information_by_hand():
    a, b = np.array([1.0, 1.0, 2.0]), np.array([1.0, -1.0, 0.5])
    one = 1 / (1 + np.exp(-b))  # at place 0: of item a at least 1 and at least 2, of item b at least 1
    steep = a * one * (1 - one)
    of_a = steep[0] ** 2 / (1 - one[0]) + (steep[0] - steep[1]) ** 2 / (one[0] - one[1]) + steep[1] ** 2 / one[1]
    information = of_a + a[2] ** 2 * one[2] * (1 - one[2])
    middle = rows_of("known", "precision")[2]
    assert middle["theta"] == 0
    assert middle["expected_score"] == pytest.approx(one.sum())
    assert middle["information"] == pytest.approx(information)
    assert middle["se"] == pytest.approx((information + 1) ** -0.5)
    assert middle["reliability"] == pytest.approx(information / (information + 1))


def test_notes_say_what_was_fitted_and_which_items_point_the_other_way():
    text, rasch, known = (words(str(fitted(kind))) for kind in ("graded", "rasch", "known"))
    model = fitted("graded")
    assert f"400 people; {model.parameters} free parameters; log-likelihood −{-model.log_likelihood:,.2f}" in text
    assert f"AIC {model.aic:,.2f}, BIC {model.bic:,.2f}" in text
    assert f"{model.marginal_reliability:.3f} on average" in text
    assert f"{model.empirical_reliability:.3f} in these people" in text
    assert "Slopes below 0: turned." in text
    assert "Slopes below 0" not in known
    flat = known_items("graded", [0.4, -0.3, 0.0], [[0.5]] * 3, names=["weak", "against", "flat"])
    assert "Slopes below 0: against." in words(str(flat))
    assert "Loading:" in text
    assert "Loading:" not in rasch  # of the partial credit model there is none
    assert "Parameters from elsewhere" in known
    assert "in these people" not in known
