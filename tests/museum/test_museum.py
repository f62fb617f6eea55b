"""Every question set of the museum has one defect, which is found at its place, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import purpose_index as pi

MUSEUM = Path(__file__).parent
PIECES = yaml.safe_load((MUSEUM / "museum.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PIECES)
def test_the_one_defect_is_found_at_its_place_and_nothing_else(name):
    piece = PIECES[name]
    against = MUSEUM / piece["against"] if "against" in piece else None
    report = pi.check(MUSEUM / name, against=against)
    found = [(finding.code, finding.line, finding.column) for finding in report.findings]
    assert found == [(piece["rule"], piece["line"], piece["column"])]


def test_the_museum_is_large_and_has_no_piece_without_a_label():
    pieces = {path.name for path in MUSEUM.iterdir() if path.suffix in {".yaml", ".json"}} - {"museum.yaml"}
    assert pieces == set(PIECES)
    assert len(pieces) >= 40
    assert len({piece["rule"] for piece in PIECES.values()}) >= 40


def test_the_sets_before_the_defect_are_clean():
    assert pi.check(MUSEUM / "earlier" / "team.yaml").findings == ()
