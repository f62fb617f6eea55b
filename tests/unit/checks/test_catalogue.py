from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.checks.catalogue import BY_NAME, FOUND_BY_READING, RULES, chosen
from purpose_index.checks.evidence.examples import evidence_example
from purpose_index.checks.examples import BASE, example
from purpose_index.question_set.reader import read_text

ROOT = Path(__file__).parents[3]
EVIDENCE = [rule for rule in RULES if rule.family == "evidence"]
DEFINITION = [rule for rule in RULES if rule.family == "definition"]
WITH_EXAMPLE = [rule for rule in DEFINITION if rule.failing]
WITHOUT_EXAMPLE = {
    "not-found",
    "not-utf8",
    "too-large",
    "too-many-items",
    "too-many-nodes",
    "too-many-options",
    "wrong-value",
}


def check_piece(rule, piece, tmp_path):
    source = example(piece)
    if isinstance(source, str):
        path = tmp_path / "set.yaml"
        path.write_text(source, encoding="utf-8")
        source = path
    return pi.check(source, against=read_text(BASE) if rule.needs == "baseline" else None)


def check_answers(piece):
    questions, rows = evidence_example(piece)
    return pi.check(questions, rows, ["evidence"], group="group" if "group" in rows[0] else None)


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=lambda rule: rule.name)
def test_failing_example_is_found_and_nothing_else(rule, tmp_path):
    report = check_piece(rule, rule.failing, tmp_path)
    assert [finding.code for finding in report.findings] == [rule.name]
    assert report.findings[0].severity == rule.severity
    assert report.verdicts == {"definition": rule.severity, "evidence": "not_checked"}


@pytest.mark.parametrize("rule", DEFINITION, ids=lambda rule: rule.name)
def test_passing_example_is_clean(rule, tmp_path):
    assert check_piece(rule, rule.passing, tmp_path).findings == ()


def test_every_definition_rule_has_a_failing_example_but_for_those_that_no_text_shows():
    assert {rule.name for rule in DEFINITION if not rule.failing} == WITHOUT_EXAMPLE


OPTIONS_102 = "".join(f"    - {{value: {v}, label: {{nl: 'keuze {v}', en: 'choice {v}'}}}}\n" for v in range(6, 103))
TOO_LONG_OR_NO_TEXT = {
    "not-utf8": BASE.replace("Anderen", "Ander\u00e9n").encode("latin-1"),
    "too-large": f"{BASE}# {'x' * 2_100_000}\n".encode(),
    "too-many-nodes": b"- 1\n" * 200_001,
    "too-many-options": BASE.replace("items:\n", f"{OPTIONS_102}items:\n", 1).encode(),
}


@pytest.mark.parametrize("name", TOO_LONG_OR_NO_TEXT)
def test_what_is_too_long_or_no_text_is_found_too(name, tmp_path):
    path = tmp_path / "set.yaml"
    path.write_bytes(TOO_LONG_OR_NO_TEXT[name])
    assert [finding.code for finding in pi.check(path).findings] == [name]


def test_a_key_that_is_no_unicode_is_found_in_a_mapping():
    base = read_text(BASE).data
    assert "wrong-value" in [finding.code for finding in pi.check({**base, "title": {"\ud800": "x"}}).findings]


def test_a_file_that_is_not_there_cannot_be_checked(tmp_path):
    with pytest.raises(pi.DefinitionError, match="not-found"):
        pi.check(tmp_path / "none.yaml")


@pytest.mark.parametrize("rule", EVIDENCE, ids=lambda rule: rule.name)
def test_failing_answers_are_found(rule):
    report = check_answers(rule.failing)
    assert rule.name in [finding.code for finding in report.findings]
    assert report.verdicts["evidence"] != "clean"


@pytest.mark.parametrize("rule", EVIDENCE, ids=lambda rule: rule.name)
def test_passing_answers_are_clean(rule):
    report = check_answers(rule.passing)
    assert report.findings == ()
    assert report.verdicts == {"definition": "clean", "evidence": "clean"}


def test_no_two_rules_share_a_message(tmp_path):
    reports = [check_piece(rule, rule.failing, tmp_path) for rule in WITH_EXAMPLE]
    reports += [check_answers(rule.failing) for rule in EVIDENCE]
    by_rule = {}
    for finding in (finding for report in reports for finding in report.findings):
        by_rule.setdefault(finding.code, set()).add(re.sub(r"'[^']*'|[\d.,%-]+", "_", finding.message))
    assert set(by_rule) == {rule.name for rule in [*WITH_EXAMPLE, *EVIDENCE]}
    messages = [message for found in by_rule.values() for message in found]
    assert len(set(messages)) == len(messages)


def test_names_are_kebab_case_and_unique():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+[a-z0-9]*(-[a-z0-9]+)*", name) for name in names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_why_and_whence(rule):
    for sentence in (rule.looks_at, rule.why, rule.source):
        assert sentence
        assert sentence[-1] in ".)" or "doi:" in sentence
    assert re.fullmatch(r"\d+\.\d+\.\d+", rule.since)


def test_all_that_reading_refuses_is_in_the_catalogue():
    codes = set()
    for path in (ROOT / "src/purpose_index/question_set").glob("*.py"):
        if path.name in ("answers.py", "hypothesis.py"):  # of arguments, when a set has been read
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in {"Issue", "issue", "report", "unknown"}:
                    codes.add(node.args[0].value)
    of_arguments = {"not-a-question-set", "no-such-structure"}
    assert codes - of_arguments == FOUND_BY_READING


def test_rules_are_chosen_by_name_and_by_family():
    assert [rule.name for rule in chosen(["spacing"], ())] == ["spacing"]
    assert {rule.family for rule in chosen(["definition"], ())} == {"definition"}
    assert "spacing" not in {rule.name for rule in chosen(None, ["spacing"])}
    assert chosen(["definition"], ["definition"]) == ()


def test_an_unknown_rule_is_named_with_the_nearest_known_one():
    with pytest.raises(pi.ArgumentError, match="Did you mean 'lone-reversed-item'") as caught:
        chosen(["lone-reversed-itm"], ())
    assert [issue.code for issue in caught.value.issues] == ["unknown-rule"]


def test_severities_are_the_three():
    assert {rule.severity for rule in BY_NAME.values()} == {"info", "warning", "error"}
