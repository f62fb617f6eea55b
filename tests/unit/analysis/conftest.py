"""What these tests share."""

from __future__ import annotations

import pytest

from purpose_index.analysis.teams import numbers


@pytest.fixture(autouse=True)
def _fewer_teams_by_chance(monkeypatch):
    """Hold agreement against 200 teams made up by chance, not 2000, which take most of the time.

    The pages of the documentation, the examples and the oracles hold the numbers that the 2000 give.
    """
    monkeypatch.setattr(numbers, "DRAWS", 200)
