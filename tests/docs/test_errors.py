"""Every error code of the source has a section in docs/errors/, with an example that fails and one that passes.

A page may begin with a `python setup` block that its examples start from.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import purpose_index as pi
from tests.source import trees

ROOT = Path(__file__).parents[2]
SECTION = re.compile(r"^## (?P<code>[a-z0-9-]+)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
SETUP = re.compile(r"^```python setup\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLE = re.compile(r"^```python (?P<kind>failing|passing)\n(?P<source>.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def calls_and_makers() -> tuple[list[ast.Call], set[str]]:
    """All calls in the source, and the names of what makes an issue of a code: Issue, and functions of (code, ...)."""
    calls, makers = [], {"Issue"}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                calls.append(node)
            if isinstance(node, ast.FunctionDef):
                names = [argument.arg for argument in node.args.args if argument.arg != "self"]
                if names[:1] == ["code"] and re.search("Issue|attr='issue'", ast.dump(node)):
                    makers.add(node.name)
    return calls, makers


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def source_codes() -> set[str]:
    calls, makers = calls_and_makers()
    first = [call.args[0] for call in calls if name_of(call) in makers and call.args]
    return {argument.value for argument in first if isinstance(argument, ast.Constant)}


def sections() -> list[tuple[str, str, str]]:
    """Every section as its code, its text, and the set-up of its page."""
    pages = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs" / "errors").glob("*.md"))]
    return [
        (match["code"], match["body"], "".join(SETUP.findall(page)))
        for page in pages
        for match in SECTION.finditer(page)
    ]


def examples() -> list[tuple[str, str, str]]:
    return [
        (code, match["kind"], setup + match["source"])
        for code, body, setup in sections()
        for match in EXAMPLE.finditer(body)
    ]


@cache  # other tests look at the issues of the same examples
def run(source: str) -> tuple[pi.Issue, ...]:
    """Run an example; return the issues that it raised, or that its `result` carries."""
    names: dict[str, object] = {}
    try:
        exec(compile(source, "<example>", "exec"), names)
    except pi.PurposeIndexError as error:
        return tuple(error.issues)
    return tuple(getattr(names.get("result"), "issues", ()))


def test_every_code_of_the_source_has_a_section_and_no_other_has():
    codes = [code for code, _, _ in sections()]
    assert len(codes) == len(set(codes)), "a code has two sections"
    assert source_codes() == set(codes)


def test_every_issue_is_made_with_a_literal_code():
    calls, makers = calls_and_makers()
    first = [call.args[0] for call in calls if name_of(call) == "Issue" and call.args]
    passed_on = {argument.id for argument in first if isinstance(argument, ast.Name)}
    assert passed_on <= {"code"}
    assert len(makers) < 12, f"do all of these make issues? {sorted(makers)}"


@pytest.mark.parametrize(("code", "body"), [pytest.param(*section[:2], id=section[0]) for section in sections()])
def test_a_section_says_what_it_means_and_shows_both_sides(code, body):
    words = EXAMPLE.sub("", body).split("\n#")[0]
    assert words.strip(), f"{code} has no words"
    assert [match["kind"] for match in EXAMPLE.finditer(body)] == ["failing", "passing"]


@pytest.mark.parametrize(
    ("code", "kind", "source"), [pytest.param(*example, id="-".join(example[:2])) for example in examples()]
)
def test_an_example_does_what_its_section_says(code, kind, source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert (code in {issue.code for issue in run(source)}) == (kind == "failing")
