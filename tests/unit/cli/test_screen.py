"""`purpose-index screen`."""

from __future__ import annotations

import json

import purpose_index as pi


def test_the_tables_are_those_of_the_library_and_fit_a_terminal(run, leadership):
    found = run("screen", *leadership).stdout
    assert found == str(pi.screen(pi.load(leadership[0]), leadership[1], language="en")) + "\n"
    assert max(map(len, found.splitlines())) <= 80
    told = json.loads(run("screen", *leadership, "--format", "json").stdout)
    assert told["tables"][0]["id"] == "signs"
