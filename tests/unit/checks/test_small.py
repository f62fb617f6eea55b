"""Numbers of people, in words and as facts: neither tells of fewer than five, nor of all but fewer than five."""

from __future__ import annotations

import pytest

from purpose_index.checks.evidence.small import counted, people


@pytest.mark.parametrize(
    ("count", "said", "told", "nearly_all"),
    [
        (4, "fewer than 5 of 120 people", None, False),
        (5, "5 of 120 people (4%)", 5, False),
        (115, "115 of 120 people (96%)", 115, False),
        (116, "all but fewer than 5 of 120 people", None, True),
    ],
)
def test_words_and_facts_end_at_the_same_counts(count, said, told, nearly_all):
    assert people(count, 120) == said
    assert counted(count, 120) == {"count": told, "people": 120, "nearly_all": nearly_all, "fewest": 5}
