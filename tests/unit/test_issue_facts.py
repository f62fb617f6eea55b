"""What an issue says of these data stands in its facts too, as plain values: other words can be made of them."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

import purpose_index as pi
from purpose_index.checks.catalogue import RULES
from purpose_index.checks.evidence.examples import evidence_example
from purpose_index.checks.evidence.small import counted
from purpose_index.checks.examples import BASE, example
from purpose_index.question_set.reader import read_text
from tests.docs.test_errors import examples, run
from tests.source import trees

ROOT = Path(__file__).parents[2]
MUSEUM = ROOT / "tests" / "museum"
PIECES = yaml.safe_load((MUSEUM / "museum.yaml").read_text(encoding="utf-8"))
MAKERS = {"Issue": 2, "Found": 1, "issue": 2, "report": 2, "stop": 2}  # where the message of each stands
TOLD = re.compile(r"[0-9]+|'[^' ]+'")  # a number, or a name in quotes
NUMBER = re.compile(r"(-?\d+(?:,\d{3})*(?:\.\d+)?)(%?)")
ALWAYS = {node.value for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def message_of(call, scope):
    """The expression of a message, also where it has a name of its own."""
    place = MAKERS[getattr(call.func, "id", getattr(call.func, "attr", None))]
    message = call.args[place] if len(call.args) > place else None
    if not isinstance(message, ast.Name):
        return message
    given = [
        node
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and message.id in ast.unparse(node.targets[0]) and node.lineno <= call.lineno
    ]
    return max(given, key=lambda node: node.lineno).value if given else None


def calls(tree):
    """Every call in a file that makes an issue, with the expression of its message."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", None)) in MAKERS:
            around = [node for node in functions if node.lineno <= call.lineno <= node.end_lineno]
            yield call, message_of(call, max(around, key=lambda node: node.lineno) if around else tree)


def test_a_message_that_is_put_together_says_of_what():
    without, many = [], 0
    for path, tree in trees().items():
        for call, message in calls(tree):
            if message is not None and any(isinstance(part, ast.FormattedValue) for part in ast.walk(message)):
                many += 1
                if not any(keyword.arg in ("facts", None) for keyword in call.keywords):
                    without.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert many > 200
    assert without == []


def plain(value):
    if isinstance(value, tuple):
        return all(map(plain, value))
    return value is None or type(value) in (str, int, float, bool)


def told(fact, message):
    """Whether a message tells a fact: a text as it is, a number with the same decimals or as a percentage; of many how
    many.
    """
    if isinstance(fact, tuple):
        return all(told(part, message) for part in fact) or told(len(fact), message)
    if fact is None or isinstance(fact, bool | str):
        return not isinstance(fact, str) or fact in message
    numbers = [(float(number.replace(",", "")), share) for number, share in NUMBER.findall(message)]
    return any(abs(fact - number / 100) <= 0.005 if share else fact == number for number, share in numbers)


def hold(issues):
    """Whether every issue has the facts that its message tells, and only plain ones."""
    for issue in issues:
        assert all(map(plain, issue.facts.values())), issue.facts
        json.dumps(dict(issue.facts), allow_nan=False)
        elsewhere = [word for word in TOLD.findall(issue.message) if word.strip("'") not in issue.path]
        assert issue.facts or not elsewhere or issue.message in ALWAYS, issue


def hold_found(findings):
    """Whether every finding has no other facts than its message tells, but for bounds that everybody may know."""
    hold(findings)
    for found in findings:
        untold = {name for name, fact in found.facts.items() if not told(fact, found.message)}
        assert untold <= {"fewest", "min_length"}, (found.facts, found.message)


@pytest.mark.parametrize("name", PIECES)
def test_in_the_museum(name):
    against = MUSEUM / PIECES[name]["against"] if "against" in PIECES[name] else None
    hold_found(pi.check(MUSEUM / name, against=against).findings)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.failing], ids=lambda rule: rule.name)
def test_in_the_examples_of_the_rules(rule, tmp_path):
    if rule.family == "evidence":
        questions, rows = evidence_example(rule.failing)
        found = pi.check(questions, rows, ["evidence"], group="group" if "group" in rows[0] else None)
    else:
        source = example(rule.failing)
        if isinstance(source, str):
            (tmp_path / "set.yaml").write_text(source, encoding="utf-8")
            source = tmp_path / "set.yaml"
        found = pi.check(source, against=read_text(BASE) if rule.needs == "baseline" else None)
    assert found.findings
    hold_found(found.findings)


FAILING = [(code, source) for code, kind, source in examples() if kind == "failing"]


@pytest.mark.parametrize(("code", "source"), FAILING, ids=[code for code, _ in FAILING])
def test_in_the_examples_of_the_errors(code, source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    issues = run(source)
    assert code in {issue.code for issue in issues}
    hold(issues)


def test_a_finding_has_the_facts_of_what_a_rule_found():
    (found,) = pi.check(MUSEUM / "forgotten-item.yaml").findings
    (_, item) = re.split("'", found.message)[:2]
    assert found.facts == {"item": item}


def test_text_that_cannot_be_seen_is_spelled_out_in_facts_too(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(f'{BASE}"colour\\u200b": 1\n', encoding="utf-8")
    (found,) = pi.check(path).findings
    assert found.facts == {"field": "colour\\u200b"}


@pytest.mark.parametrize(
    ("count", "n", "told", "of", "nearly_all"),
    [
        (4, 100, None, 100, False),
        (5, 100, 5, 100, False),
        (95, 100, 95, 100, False),
        (96, 100, None, 100, True),
        (2, 4, None, None, False),
        (5, 5, None, 5, True),
    ],
)
def test_no_fact_points_at_a_few_people(count, n, told, of, nearly_all):
    assert counted(count, n) == {"count": told, "people": of, "nearly_all": nearly_all, "fewest": 5}
