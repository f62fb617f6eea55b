"""What is read of a model, and what is said of one that cannot be read."""

from __future__ import annotations

import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats.cfa.expressions import slopes_of, value_of
from purpose_index.stats.cfa.parameters import specify
from purpose_index.stats.cfa.syntax import Definition, parse

NAMES = [f"x{j}" for j in range(1, 10)]


def relations(text: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [term[:4] for term in parse(text).terms]


def test_a_line_is_a_relation_and_comments_are_none():
    text = "# all of it\nf =~ x1 + a*x2 + 0.5*x3 ! loadings\n\nx1 ~~ x2; f ~ 1\nx3 ~ NA*1"
    assert relations(text) == [
        ("f", "=~", "x1", ()),
        ("f", "=~", "x2", ("a",)),
        ("f", "=~", "x3", ("0.5",)),
        ("x1", "~~", "x2", ()),
        ("f", "~1", "", ()),
        ("x3", "~1", "", ("NA",)),
    ]


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "  # the first\n\n\t"])
def test_a_line_goes_on_after_a_plus_and_before_one(break_):
    whole = relations("f =~ x1 + x2 + x3\nx1 ~~ x2")
    for text in (
        "f =~ x1 +{0}   x2 +{0} x3{0}x1 ~~{0}x2",
        "f =~ x1{0} + x2 + x3{0}x1 ~~ x2",
        "f =~{0}x1 + x2{0}+ x3;x1 ~~ x2{0}",
    ):
        assert relations(text.format(break_)) == whole


def test_a_definition_goes_on_too():
    (definition,) = parse("f =~ x1 + a*x2\nd := a *\n  (2 +\n a)").definitions
    assert definition == ("d", "a * (2 + a)", 2, 5)
    assert value_of(definition, {"a": 3.0}) == 15


def test_a_label_that_no_parameter_has_is_named_with_its_place():
    with pytest.raises(ArgumentError) as raised:
        specify(parse("f =~ x1 + a*x2 + b*x3\n\n  a == bb"), NAMES)
    (issue,) = raised.value.issues
    assert (issue.code, issue.line, issue.column, issue.facts["label"]) == ("unknown-label", 3, 3, "bb")
    assert "b" in issue.hint


def test_names_may_have_dots_and_letters_of_any_language():
    assert relations("énergie =~ q.01 + δ*q_2") == [("énergie", "=~", "q.01", ()), ("énergie", "=~", "q_2", ("δ",))]


def test_modifiers_can_be_one_a_group():
    assert relations("f =~ c(1, NA)*x1 + c('a', \"b\")*x2 + start(0.8)*x3") == [
        ("f", "=~", "x1", ("1", "NA")),
        ("f", "=~", "x2", ("a", "b")),
        ("f", "=~", "x3", ()),
    ]


def test_several_factors_can_share_a_line():
    assert relations("f + g ~~ h\nf =~ x1")[:2] == [("f", "~~", "h", ()), ("g", "~~", "h", ())]


def test_a_mapping_says_the_same_as_a_text():
    assert parse({"f": ["x1", "x2"], "g": ("x3",)}).terms == tuple(
        term._replace(line=1, column=1) for term in parse("f =~ x1 + x2\ng =~ x3").terms
    )


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("f =~ x1 + x2\nf x3", 2, 1),
        ("f =~ x1 +* x2", 1, 10),
        ("f =~ x1\n  g ~ x3", 2, 7),
        ("f =~ x1\ng <- x2", 2, 3),
        ("f =~ x1 + 1", 1, 11),
        ("f =~ 2a*x1", 1, 6),
        ("f f =~ x1", 1, 1),
        ("f =~ x1 +\n  x2 +\n\t2a*x3", 3, 2),
        ("f =~ x1 + # one\r\n  +* x2", 2, 3),
        ("f =~ x1; x3", 1, 10),
    ],
)
def test_what_cannot_be_read_has_its_line_and_column(text, line, column):
    with pytest.raises(ArgumentError) as raised:
        parse(text)
    (issue,) = raised.value.issues
    assert (issue.code, issue.line, issue.column) == ("model-syntax", line, column)


@pytest.mark.parametrize("model", ["", "x1 ~~ x2", [("f", "x1")], {}, {"f": "x1"}])
def test_a_model_without_a_factor_is_none(model):
    with pytest.raises(ArgumentError) as raised:
        parse(model)
    assert raised.value.issues[0].code == "model-syntax"


def test_all_lines_that_cannot_be_read_are_told_at_once():
    with pytest.raises(ArgumentError) as raised:
        parse("f ~ x1\ng <~ x2\nh =~ x3")
    assert [issue.line for issue in raised.value.issues] == [1, 2]


def test_an_unknown_item_is_named_with_the_nearest():
    with pytest.raises(ArgumentError) as raised:
        specify(parse("f =~ X1 + x2 + x3"), NAMES)
    (issue,) = raised.value.issues
    assert (issue.code, issue.path) == ("unknown-item", "$.model.X1")
    assert "x1" in issue.hint


@pytest.mark.parametrize(
    "text",
    ["f =~ x1 + x1", "f =~ f + x1", "f =~ x1 + x2\nx1 ~~ x2\nx2 ~~ x1", "f =~ x1 + x2\nf ~~ x2", "f =~ c(1,2,3)*x1"],
)
def test_a_relation_that_cannot_be_is_refused(text):
    with pytest.raises(ArgumentError) as raised:
        specify(parse(text), NAMES, groups=2)
    assert raised.value.issues[0].code == "model-parameter"


def table(text: str, **options) -> dict[tuple[str, str, str, int], float | str]:
    """Fixed values as numbers, free parameters as their number or label."""
    rows = specify(parse(text), NAMES, **options).parameters
    return {
        (row.lhs, row.op, row.rhs, row.group): (row.label or f"#{row.index}") if row.free else row.value for row in rows
    }


def test_what_nobody_writes_is_added():
    assert table("f =~ x1 + x2 + x3\ng =~ x4 + x5") == {
        ("f", "=~", "x1", 0): 1.0,
        ("f", "=~", "x2", 0): "#0",
        ("f", "=~", "x3", 0): "#1",
        ("g", "=~", "x4", 0): 1.0,
        ("g", "=~", "x5", 0): "#2",
        **{(f"x{j}", "~~", f"x{j}", 0): f"#{j + 2}" for j in range(1, 6)},
        ("f", "~~", "f", 0): "#8",
        ("g", "~~", "g", 0): "#9",
        ("f", "~~", "g", 0): "#10",
    }


def test_variances_identify_where_that_is_asked():
    found = table("f =~ x1 + x2 + x3", identification="variance")
    assert found["f", "=~", "x1", 0] == "#0"
    assert found["f", "~~", "f", 0] == 1.0


def test_only_the_highest_factors_covary_and_none_where_they_are_orthogonal():
    text = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ f + g\ni =~ x7 + x8 + x9"
    assert ("f", "~~", "g", 0) not in table(text)
    assert table(text)["h", "~~", "i", 0] != 0.0
    assert table(text, orthogonal=True)["h", "~~", "i", 0] == 0.0
    assert table(text + "\nh ~~ i", orthogonal=True)["h", "~~", "i", 0] != 0.0


def test_an_item_that_alone_measures_a_factor_has_no_residual():
    assert table("f =~ x1 + x2 + x3\ng =~ x4")["x4", "~~", "x4", 0] == 0.0


def test_intercepts_come_with_means():
    assert ("x1", "~1", "", 0) not in table("f =~ x1 + x2 + x3")
    found = table("f =~ x1 + x2 + x3", means=True)
    assert found["f", "~1", "", 0] == 0.0
    assert isinstance(found["x1", "~1", "", 0], str)


def test_what_is_equal_in_all_groups_is_counted_once_and_sets_free_what_it_identifies():
    text = "f =~ x1 + x2 + x3"
    alone = specify(parse(text), NAMES, groups=2, means=True)
    metric = specify(parse(text), NAMES, groups=2, means=True, equal=["loadings"])
    scalar = specify(parse(text), NAMES, groups=2, means=True, equal=["loadings", "intercepts"])
    assert (alone.free, metric.free, scalar.free) == (18, 16, 14)  # 3 intercepts less, one factor mean more
    found = table(text, groups=2, means=True, equal=["loadings", "intercepts"])
    assert found["f", "~1", "", 0] == 0.0
    assert isinstance(found["f", "~1", "", 1], str)
    wide = table(text, groups=2, means=True, equal=["loadings"], identification="variance")
    assert wide["f", "~~", "f", 0] == 1.0
    assert isinstance(wide["f", "~~", "f", 1], str)


def test_parameters_that_are_set_free_are_each_their_own():
    assert specify(parse("f =~ NA*x1 + NA*x2 + x3\nf ~~ 1*f"), NAMES).free == 6
    assert table("f =~ NA*x1 + NA*x2 + x3\nf ~~ 1*f")["f", "=~", "x2", 0] == "#1"


@pytest.mark.parametrize(("written", "value"), [("-0.5", -0.5), ("1e-2", 0.01), (".5E1", 5.0), ("-3.", -3.0)])
def test_numbers_may_be_written_in_every_way(written, value):
    assert table(f"f =~ x1 + {written}*x2 + x3")["f", "=~", "x2", 0] == value


def test_equal_labels_are_one_parameter():
    assert specify(parse("f =~ x1 + a*x2 + b*x3 + c*x4\na == b\nb == c"), NAMES).free == 6


def test_an_expression_has_its_value_and_its_slopes():
    definition = Definition("d", "a*b^2 / sqrt(c) - log(exp(2)) + -1")
    labels = {"a": 2.0, "b": 3.0, "c": 4.0}
    assert value_of(definition, labels) == pytest.approx(2 * 9 / 2 - 2 - 1)
    slopes = slopes_of(definition, labels)
    assert slopes == pytest.approx({"a": 9 / 2, "b": 2 * 2 * 3 / 2, "c": -0.5 * 18 / 8})


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("a +", "model-syntax"),
        ("__import__('os')", "model-syntax"),
        ("aa", "unknown-label"),
        ("a.real", "unknown-label"),
    ],
)
def test_an_expression_is_arithmetic_of_labels(expression, code):
    with pytest.raises(ArgumentError) as raised:
        value_of(Definition("d", expression, 3, 5), {"a": 1.0})
    (issue,) = raised.value.issues
    assert (issue.code, issue.line, issue.column) == (code, 3, 5)
