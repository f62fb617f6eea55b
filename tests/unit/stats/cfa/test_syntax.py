"""What is read of a model, and what is said of one that cannot be read."""

from __future__ import annotations

import contextlib
from time import process_time

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats.cfa.expressions import slopes_of, value_of, values_of
from purpose_index.stats.cfa.numbering import same
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
    slopes = slopes_of([definition], labels)
    assert {name: slope[0] for name, slope in slopes.items()} == pytest.approx(
        {"a": 9 / 2, "b": 2 * 2 * 3 / 2, "c": -0.5 * 18 / 8}
    )


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("a +", "model-syntax"),
        ("__import__('os')", "model-syntax"),
        ("aa", "unknown-label"),
        ("+".join(["a"] * 5000), "model-syntax"),
        ("-" * 5000 + "a", "model-syntax"),
        ("(" * 5000 + "a", "model-syntax"),
        ("1" * 400 + " + a", "model-syntax"),
        ("sqrt(a, a=a)", "model-syntax"),
        ("a if a else a", "unknown-label"),
        ("a\0", "model-syntax"),
        ("a.real", "unknown-label"),
    ],
)
def test_an_expression_is_arithmetic_of_labels(expression, code):
    with pytest.raises(ArgumentError) as raised:
        value_of(Definition("d", expression, 3, 5), {"a": 1.0})
    (issue,) = raised.value.issues
    assert (issue.code, issue.line, issue.column) == (code, 3, 5)


@pytest.mark.parametrize(
    ("expression", "slope"),
    [("(0 - a)^101", -101 * 0.9**100), ("(a - 2)^-3", -3 / 1.1**4), ("a^a", 0.9**0.9 * (1 + np.log(0.9)))],
)
def test_a_power_of_a_number_below_nothing_has_its_slope(expression, slope):
    assert slopes_of([Definition("d", expression)], {"a": 0.9})["a"] == pytest.approx([slope], rel=1e-12)


def test_what_is_defined_may_be_used_by_what_is_defined_after_it():
    defined = [Definition("twice", "2*a"), Definition("sum", "twice + a*b"), Definition("a", "a + 1")]
    assert values_of(defined, {"a": 3.0, "b": 5.0}) == [6.0, 21.0, 4.0]
    slopes = slopes_of([*defined, Definition("last", "a")], {"a": 3.0, "b": 5.0})  # a label keeps its meaning
    assert {name: slope.tolist() for name, slope in slopes.items()} == {"a": [2, 7, 1, 1], "b": [0, 3, 0, 0]}


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("f =~ x1 + g\ng =~ x2 + h\nh =~ x3 + f", "$.model.f=~g"),
        ("e =~ f + x4\nf =~ g + x1\ng =~ f + x2 + e2\ne2 =~ x3 + x5", "$.model.f=~g"),
        ("f =~ x1 + x2 + f", "$.model.f=~f"),
        ("f =~ x1 + a*x2\nd := a\nd := 2*a", "$.model.d"),
    ],
)
def test_what_goes_round_or_stands_there_twice_is_refused(model, path):
    with pytest.raises(ArgumentError) as raised:
        specify(parse(model), NAMES)
    assert [(issue.code, issue.path) for issue in raised.value.issues] == [("model-parameter", path)]


def test_factors_may_measure_factors_by_more_than_one_way():
    text = "top =~ middle + low\nmiddle =~ low + x1 + x2\nlow =~ x3 + x4"
    assert specify(parse(text), NAMES).factors == ("top", "middle", "low")


@pytest.mark.parametrize("number", ["1e999", "-1e31", "1e-31"])
def test_a_number_that_no_unit_of_items_needs_is_refused(number):
    with pytest.raises(ArgumentError) as raised:
        parse(f"f =~ x1 + {number}*x2")
    assert [(issue.code, issue.column) for issue in raised.value.issues] == [("model-syntax", 11)]


@pytest.mark.parametrize("items", [None, 3, {"x1", "x2"}, b"x1"])
def test_the_items_of_a_factor_have_an_order(items):
    with pytest.raises(ArgumentError, match="list of items"):
        parse({"f": items})


def test_the_items_of_a_factor_may_be_given_one_by_one():
    assert parse({"f": (name for name in ["x1", "x2"])}) == parse({"f": ["x1", "x2"]})


def test_a_mark_of_the_order_of_bytes_is_no_part_of_a_name():
    assert relations("\ufefff =~ x1") == relations("f =~ x1")


@pytest.mark.parametrize(
    "text",
    [
        "f =~ x1 " + " " * 50_000 + "x2",
        "f =~ " + "+" * 50_000,
        "f =~ " + "c(" * 50_000,
        "f =~ " + "+".join(["x1"] * 20_000),
        "f =~ x1\n" + "\n".join(f"a{j} == a{j + 1}" for j in range(5000)),
    ],
)
def test_a_long_text_is_read_in_time_that_grows_with_its_length(text):
    start = process_time()
    with contextlib.suppress(ArgumentError):
        same(parse(text).equalities)
    assert process_time() - start < 2
