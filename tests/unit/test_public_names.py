"""What holds for every public class and function: one way to call them."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections import defaultdict

import pytest

import purpose_index as pi
from tests.source import PACKAGE, trees

IN_ORDER = {  # what may stand in an order that everybody can guess, because it is a sentence, or all there is
    "Issue": ("code", "path", "message", "hint"),
    "Finding": ("code", "path", "message", "hint"),
    "CorrelationMatrix": ("values",),
    "Polychoric": ("values",),
}


def rooms():
    """The package, and every room of it that lists what is public."""
    yield pi
    for module in pkgutil.walk_packages(pi.__path__, "purpose_index."):
        if module.ispkg:
            yield importlib.import_module(module.name)


PUBLIC = {
    getattr(room, name): f"{room.__name__}.{name}"
    for room in rooms()
    for name in getattr(room, "__all__", ())
    if callable(getattr(room, name))
}
CLASSES = [one for one in PUBLIC if inspect.isclass(one) and not issubclass(one, dict | Exception | tuple)]


def in_order(function):
    """The parameters that may be given by their place alone."""
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return tuple(name for name, one in inspect.signature(function).parameters.items() if one.kind in positional)


@pytest.mark.parametrize("kind", CLASSES, ids=PUBLIC.get)
def test_whoever_makes_a_rule_or_a_result_names_what_they_give(kind):
    assert in_order(kind) == IN_ORDER.get(kind.__name__, ())


def test_a_result_of_positions_alone_is_refused():
    assert len(CLASSES) > 60
    with pytest.raises(TypeError, match="positional"):
        pi.stats.reliability.Estimate("alpha", 0.9, 100, 4, "covariances")


DEFAULTS = {"missing": "listwise", "rng": 0, "level": 0.95, "correlation": "pearson"}

ON_PURPOSE = {
    "purpose_index.stats.agreement.at_random.agreement_null",  # its correlation is a number: that of the answers
    "purpose_index.stats.agreement.at_random.agreement_nulls",
    "purpose_index.stats.factor.fit.fit_of",  # the interval of RMSEA is one of 90 %, as it is published
}


def modules():
    """Every module of the package."""
    for module in pkgutil.walk_packages(pi.__path__, "purpose_index."):
        yield importlib.import_module(module.name)


def functions():
    """Every function and method of the package, private ones too, by its full name."""
    for module in modules():
        for one in vars(module).values():
            inside = vars(one).values() if inspect.isclass(one) else ()
            for member in (one, *(getattr(method, "__func__", method) for method in inside)):
                if (
                    inspect.isfunction(member)
                    and member.__module__ == module.__name__
                    and member.__name__ != "__init__"
                ):
                    yield f"{module.__name__}.{member.__qualname__}", member


FUNCTIONS = dict(functions())


@pytest.mark.parametrize("option", DEFAULTS)
def test_an_option_has_the_same_default_wherever_it_is_one(option):
    found = {
        name: parameters[option].default
        for name, function in FUNCTIONS.items()
        if option in (parameters := inspect.signature(function).parameters)
        and parameters[option].default is not inspect.Parameter.empty
        and name not in ON_PURPOSE
    }
    assert len(found) > 2
    assert set(map(repr, found.values())) == {repr(DEFAULTS[option])}, found


def test_the_tallies_and_the_statistics_are_among_those_functions():
    names = ["tallies.pairs.PairCounts.of", "tallies.patterns.Patterns.grouped", "stats.inputs.pair_counts_of"]
    assert {f"purpose_index.{name}" for name in (*names, "analysis.analyze.analyze")} <= set(FUNCTIONS)


def test_the_words_of_an_option_are_listed_once():
    places = defaultdict(list)
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
                words = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
                if words and all(isinstance(word, ast.Constant) for word in words):
                    places[ast.unparse(node.slice)].append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert len(places) > 30
    assert {words: where for words, where in places.items() if len(where) > 1} == {}
