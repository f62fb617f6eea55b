"""Issues in Dutch: complete, and with every number that the English words have."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.errors import Issue
from purpose_index.reports.issues import HINTS, MESSAGES, NAMES, hint_of, message_of
from purpose_index.stats.items import REASONS
from tests.docs.test_errors import examples, name_of, run

SOURCE = Path(pi.__file__).parent
READ_BY_PEOPLE = (
    "responses/cells.py",
    "responses/json_text.py",
    "responses/validate.py",
    "stats/**/*.py",
    "analysis/**/*.py",
    "disclosure/policy.py",
)

# Met only by who calls a function of `stats` with arguments of one's own, or data of another set: English.
MET_IN_CODE = {
    "agreement-of-one", "answers-needed", "answers-not-keyed", "answers-outside-options", "answers-to-another-set",
    "array-too-large", "awg-mean-extreme", "cannot-draw", "center-not-finite",
    "array-not-finite", "undefined-parameter",
    "changes-do-not-vary", "correction-beyond-one", "correlation-out-of-range", "damaged-answers", "empty-group",
    "factor-not-positive", "few-pairs", "few-people-for-norms", "fewer-people-than-items", "flat-profiles",
    "group-too-small-for-norms", "groups-missing", "groups-of-one", "groups-shape", "impossible-model",
    "impossible-population", "impossible-sample", "incomplete-profiles", "interval-needs-answers", "item-in-two-scales",
    "item-not-answered", "mean-needs-reliability", "mean-of-one", "minimum-too-low",
    "mismatched-shapes", "model-parameter", "model-syntax", "moments-without-variance", "names-of-items",
    "negative-difference-reliability", "negative-icc", "no-classification", "no-cut-off",
    "no-degrees-of-freedom", "no-deviations", "no-pairs", "no-stationary-point", "no-such-group", "no-such-size",
    "no-variance-between", "no-variance-within", "nodes-out-of-range", "norms-of-another-set",
    "not-a-correlation-matrix", "not-a-reference", "not-comparable", "not-norms", "not-one-column",
    "not-options", "not-two-categories", "nothing-to-compare", "null-not-published", "null-shares", "null-variance",
    "number-of-draws", "number-of-factors", "number-of-starts", "observed-midpoint", "occasions-unlike", "one-a-score",
    "one-factor", "one-group", "one-score-a-person", "patterns-of-other-items", "people-left-out",
    "person-in-two-teams", "person-twice", "position-out-of-range", "quantile-out-of-range", "range-not-ascending",
    "raters-alike", "reliability-out-of-range", "rotation-not-converged", "rwg-truncated", "rwg-undefined",
    "scale-too-short", "splits-out-of-range", "targets-alike", "told-by-one-group", "too-few-groups",
    "too-few-ratings", "too-few-resamples", "undeclared-category", "undefined-correction",
    "undefined-fit", "undefined-icc2", "undefined-icc2k", "undefined-jackknife", "undefined-pearson",
    "undefined-ratio", "undefined-replicability", "undefined-resamples", "undefined-scalability", "unknown-item",
    "unknown-label", "unknown-means", "unknown-norm-group", "unknown-option", "unknown-parameter", "unlike-lengths",
    "unlike-occasions", "unlike-profiles", "unmatched-people", "values-alike", "width-out-of-range", "wrong-occasions",
    "calibration-of-another-set", "impossible-parameters", "item-without-slope", "not-a-calibration",
    "items-of-another-scale", "models-unlike", "not-a-mirt-model",
    "bound-out-of-range", "group-size-out-of-range", "needs-listwise-tally", "too-few-items-to-order",
    "undefined-molenaar-sijtsma", "level-out-of-range", "too-few-scales",
    "time-not-numbers", "unknown-sign", "no-such-column", "array-not-numbers", "unknown-column",
}  # fmt: skip


def codes_of_the_source() -> set[str]:
    """Every code that these rooms write where they make an issue."""
    found = set()
    for pattern in READ_BY_PEOPLE:
        for path in SOURCE.glob(pattern):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and name_of(node) in {"Issue", "wrong"} and node.args:
                    found |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    return found


def numbers_in(text: str) -> set[str]:
    """The numbers of a sentence, without those in the names of items, in one notation."""
    plain = text.replace("−", "-")
    found = re.findall(r"(?<![\w.,'])-?\d+(?:[.,]\d+)*", plain)
    return {f"{float(number.replace(',', '.')):.2f}" for number in found}


def test_every_code_that_people_read_has_dutch_words():
    missing = codes_of_the_source() - MESSAGES.keys() - MET_IN_CODE
    assert not missing, f"give these Dutch words in reports/issues.py, or list them as met in code: {missing}"


def test_no_words_are_left_of_codes_that_are_gone():
    assert (MESSAGES.keys() | MET_IN_CODE) <= codes_of_the_source()
    assert not MESSAGES.keys() & MET_IN_CODE
    assert HINTS.keys() == MESSAGES.keys()


def test_every_statistic_of_items_has_a_dutch_name():
    assert NAMES.keys() >= REASONS.keys()


@pytest.mark.parametrize(
    ("code", "source"),
    [
        pytest.param(code, source, id=code)
        for code, kind, source in examples()
        if kind == "failing" and code in MESSAGES
    ],
)
def test_dutch_says_every_number_that_english_says(code, source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = [issue for issue in run(source) if issue.code == code]
    assert found
    for issue in found:
        dutch = message_of(issue, "nl-BE")
        assert dutch != issue.message, f"{code} lacks a fact: {dict(issue.facts)}"
        assert numbers_in(issue.message) <= numbers_in(dutch), (issue.message, dutch)
        assert "{" not in dutch + hint_of(issue, "nl")
        assert message_of(issue, "en") == issue.message
        assert hint_of(issue, "en") == issue.hint


@pytest.mark.parametrize(
    ("code", "facts", "dutch"),
    [
        (
            "undeclared-answer",
            {"low": 1, "high": 5},
            "Het antwoord is geen van de antwoordopties; verwacht werd een geheel getal van 1 tot en met 5.",
        ),
        (
            "fractional-answer",
            {"values": (1, 3), "answers": 1, "rows": (7,)},
            "1 antwoord (rij 7) is geen heel getal; verwacht werd 1 of 3.",
        ),
        (
            "text-answer",
            {"values": (-1, 0, 1), "answers": 1200, "rows": (2, 3)},
            "1.200 antwoorden (rijen 2, 3, …) zijn tekst; verwacht werd −1, 0 of 1.",
        ),
        (
            "not-a-number",
            {"low": 0, "high": 3, "answers": 2, "rows": (2, 3)},
            "2 antwoorden (rijen 2, 3) zijn geen getal; verwacht werd een geheel getal van 0 tot en met 3.",
        ),
        ("thousands-mark", {"low": 0, "high": 3, "answers": 3, "lines": (2, 3)}, "3 antwoorden (regels 2, 3, …) zijn "
         "een getal met drie decimalen of een teken voor duizendtallen; verwacht werd een geheel getal van 0 tot en "
         "met 3."),
        ("date-answer", {"low": 0, "high": 3, "answers": 1, "lines": (2,)}, "1 antwoord (regel 2) is een datum; "
         "verwacht werd een geheel getal van 0 tot en met 3."),
        ("infinite-answer", {"low": 0, "high": 3, "answers": 2}, "2 antwoorden zijn oneindig; verwacht werd een "
         "geheel getal van 0 tot en met 3."),
        ("undefined-correlation", {"item": "a", "other": "b"}, "Een correlatie met b is er niet: te weinig mensen "
         "beantwoordden allebei."),
        ("category-unused-in-group", {"item": "a", "group": "noord", "values": (1, 2)}, "In groep noord koos niemand "
         "1 en 2 bij a, en elders iemand wel."),
        ("category-unused-in-group", {"item": "a", "occasion": "later", "values": (1,)}, "Op later koos niemand 1 bij "
         "a, en op een ander moment iemand wel."),
        ("undefined-item-statistic", {"statistic": "skewness", "items": ("a", "b", "c")}, "Scheefheid: niet te bepalen "
         "voor a, b en c."),
        ("indefinite-correlations", {"smallest": -0.12345}, "De kleinste eigenwaarde is −0,123: zulke correlaties "
         "kunnen niet allemaal in één groep mensen voorkomen."),
    ],
)  # fmt: skip
def test_dutch_is_made_from_facts(code, facts, dutch):
    assert message_of(Issue(code, "$", "English.", facts=facts), "nl") == dutch


def test_an_issue_without_its_facts_stays_in_english_and_so_do_unknown_codes():
    assert message_of(Issue("undeclared-answer", "$", "English."), "nl") == "English."
    assert message_of(Issue("wrong-form", "$", "English."), "nl") == "English."
    assert hint_of(Issue("wrong-form", "$", "English.", "Mend it."), "nl") == "Mend it."


def test_a_suggestion_is_made_where_there_is_one():
    near = Issue("unknown-answer", "$", "English.", "Hint.", facts={"position": 2, "suggestion": "q04"})
    assert hint_of(near, "nl") == "Bedoel je q04?"
    assert hint_of(Issue("unknown-answer", "$", "English.", "Hint.", facts={"position": 2}), "nl") == (
        "Laat weg wat geen antwoord is."
    )
