"""Pictures of item response models: what is drawn is what the model says."""

from __future__ import annotations

import matplotlib

matplotlib.use("Agg")

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import purpose_index as pi
from purpose_index.errors import ArgumentError
from purpose_index.reports import plots
from tests.unit.analysis.test_dif import by_ratios
from tests.unit.analysis.test_dif import found as regressions


@pytest.fixture(scope="module")
def analysis():
    q = pi.load("examples/leadership/questionnaire.yaml")
    return pi.analyze(q, "examples/leadership/answers.csv", items="irt", omega=False)


@pytest.fixture
def ax():
    return Figure(figsize=(8, 4), layout="constrained").add_subplot()


def drawn(ax):
    FigureCanvasAgg(ax.figure).draw()


def test_category_curves_are_the_probabilities(analysis, ax):
    plots.category_curves(analysis, "significance", "tsig02", ax, language="nl")
    drawn(ax)
    model = analysis.scales["significance"].trait.fitted
    j = model.items.index("tsig02")
    lines = ax.get_lines()
    assert len(lines) == len(model.categories[j])
    whole = np.array([line.get_ydata() for line in lines])
    assert whole == pytest.approx(model.probabilities(lines[0].get_xdata())[j])
    assert len({line.get_linestyle() for line in lines}) == 4  # not on colour alone, and each has its value at its top
    assert [text.get_text() for text in ax.texts] == [str(value) for value in model.categories[j]]
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels[0].split(maxsplit=1)[1] == analysis.scales["significance"].items["tsig02"].labels[1]["nl"]
    assert ax.get_ylim()[0] == 0


def test_information_is_that_of_the_model(analysis, ax):
    plots.information(analysis, "leadership", ax, language="nl")
    drawn(ax)
    trait = analysis.scales["leadership"].trait
    reliability, error = ax.get_lines()
    theta = reliability.get_xdata()
    told = trait.fitted.information(theta)
    assert reliability.get_ydata() == pytest.approx(told / (told + 1))
    assert error.get_ydata() == pytest.approx((told + 1) ** -0.5)
    above = ax.child_axes[0]
    places = above.get_xticks()
    assert trait.index(places) == pytest.approx([float(t.get_text()) for t in above.get_xticklabels()], abs=0.01)
    assert ax.get_title(loc="left") == "Leiderschapsklimaat (2.042 personen)"


@pytest.fixture(scope="module")
def answer_of_one():
    """Of people of whom one gave the lowest answer to q01."""
    q, rng = pi.load("purpose-index"), np.random.default_rng(1)
    x = 1 + np.digitize(rng.normal(size=(300, 1)) + 0.6 * rng.logistic(size=(300, 12)), [-1, -0.5, 0.5, 1])
    x[:, 0] = np.maximum(x[:, 0], 2)
    x[0, 0] = 1
    return pi.analyze(q, x, items="irt", omega=False)


def test_an_item_with_an_answer_of_few_has_no_curves(answer_of_one, ax):
    plots.category_curves(answer_of_one, "meaning_making", "q01", ax, language="en")
    assert [text.get_text() for text in ax.texts] == ["Not shown: about fewer than 5 people"]
    assert not ax.get_lines()
    assert ax.get_legend() is None
    plots.category_curves(answer_of_one, "meaning_making", "q07", ax)
    assert len(ax.get_lines()) == 5


def test_a_wright_map_has_no_places_of_items_with_an_answer_of_few(answer_of_one, ax):
    plots.wright_map(answer_of_one, "meaning_making", ax)
    places = [text.get_position()[1] for text in ax.texts]
    assert sorted(places.count(place) for place in set(places)) == [4, 4]  # q07 and q09, and not q01


def test_a_wright_map_has_every_location(analysis, ax):
    plots.wright_map(analysis, "leadership", ax, language="en")
    drawn(ax)
    items = analysis.scales["leadership"].trait.items
    expected = {(value, round(place, 6)) for item in items.values() for value, place in item.locations.items()}
    found = {(int(text.get_text()), round(text.get_position()[0], 6)) for text in ax.texts}
    assert found == {(value, place) for value, place in expected if abs(place) <= 3.5}
    rows = [text.get_position()[1] for text in sorted(ax.texts, key=lambda text: text.get_position()[1])]
    assert max(rows) == len(items) - 1
    assert [label.get_text() for label in ax.get_yticklabels()][-1] == "where people are"
    assert ax.figure.get_figheight() > 4


@pytest.fixture(scope="module")
def in_groups():
    return by_ratios()[1]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_group_curves_are_those_that_were_found(in_groups, ax, language):
    plots.group_curves(in_groups, "one", "q3", ax, language=language)
    drawn(ax)
    curves = in_groups.items[2].curves
    assert [line.get_label() for line in ax.get_lines()] == ["office", "shop"]
    for line, curve in zip(ax.get_lines(), curves.values(), strict=True):
        assert (tuple(line.get_xdata()), tuple(line.get_ydata())) == (in_groups.places, curve)
    assert len({line.get_linestyle() for line in ax.get_lines()}) == 2
    title, axis = {
        "nl": ("vraag q3 (600 personen)", "verwacht antwoord"),
        "en": ("question q3 (600 people)", "answer expected"),
    }[language]
    assert (ax.get_title(loc="left"), ax.get_ylabel()) == (title, axis)


def test_group_curves_that_are_not_there_are_refused(in_groups, ax):
    for draw, code in (
        (lambda: plots.group_curves(regressions(), "one", "q3", ax), "no-group-curves"),
        (lambda: plots.group_curves(in_groups, "three", "q3", ax), "unknown-scale"),
        (lambda: plots.group_curves(in_groups, "one", "q4", ax), "unknown-item"),
        (lambda: plots.group_curves(in_groups, "one", "q3", ax, language="fr"), "unknown-language"),
    ):
        with pytest.raises(ArgumentError, match=code):
            draw()


def test_what_cannot_be_drawn_is_refused(analysis, ax):
    plain = pi.analyze(
        pi.load("examples/leadership/questionnaire.yaml"), "examples/leadership/answers.csv", omega=False
    )
    for draw, code in (
        (lambda: plots.wright_map(plain, "leadership", ax), "no-item-response-model"),
        (lambda: plots.information(analysis, "leader", ax), "unknown-scale"),
        (lambda: plots.category_curves(analysis, "leadership", "tsig01", ax), "unknown-item"),
        (lambda: plots.wright_map(analysis, "leadership", ax, language="fr"), "unknown-language"),
    ):
        with pytest.raises(ArgumentError, match=code):
            draw()
