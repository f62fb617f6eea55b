"""What holds for every public class and function: one way to call them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import purpose_index as pi

IN_ORDER = {  # what may stand in an order that everybody can guess, because it is a sentence, or all there is
    "Issue": ("code", "path", "message", "hint"),
    "Finding": ("code", "path", "message", "hint"),
    "CorrelationMatrix": ("values",),
    "Polychoric": ("values",),
    "ScoreInterval": ("low", "high", "level"),
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
CLASSES = [one for one in PUBLIC if inspect.isclass(one) and not issubclass(one, dict | Exception)]


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
