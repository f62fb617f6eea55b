"""Every example in a docstring runs and prints what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import purpose_index

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MODULES = sorted(module.name for module in pkgutil.walk_packages(purpose_index.__path__, "purpose_index."))


def examples() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name), name)]
    return [test for test in found if test.examples]


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name.removeprefix("purpose_index."))
def test_docstring(example):
    runner = doctest.DebugRunner(optionflags=FLAGS)
    try:
        runner.run(example)
    except doctest.DocTestFailure as failure:
        pytest.fail(f"{failure.example.source}expected\n{failure.example.want}and got\n{failure.got}")
    except doctest.UnexpectedException as failure:
        raise failure.exc_info[1] from None
