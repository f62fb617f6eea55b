"""Everything in docs/ that can be run is run, and every link leads somewhere."""

from __future__ import annotations

import re

import pytest
import yaml

import purpose_index as pi
from tests.docs.blocks import ROOT, blocks, run_page

PAGES = sorted(ROOT.glob("docs/**/*.md"))
LINKED = [*PAGES, *sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("examples/**/*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def named(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "errors"], ids=named)
def test_the_code_of_a_page_runs(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    run_page(page)


@pytest.mark.parametrize("page", LINKED, ids=named)
def test_links_inside_the_repository_lead_somewhere(page):
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not broken


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    listed = {(ROOT / "docs" / link).resolve() for link in LINK.findall(index)}
    pages = {page for page in ROOT.glob("docs/*.md") if page.name != "README.md"}
    assert pages <= listed


def test_every_page_of_errors_is_listed():
    listed = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert [page.name for page in ROOT.glob("docs/errors/*.md") if f"(errors/{page.name})" not in listed] == []


EXAMPLE, *PARTS = [yaml.safe_load(b.body) for b in blocks(ROOT / "docs" / "file-format.md") if b.language == "yaml"]


@pytest.mark.parametrize("part", [{}, *PARTS], ids=lambda part: " ".join(part) or "example")
def test_every_part_of_the_file_format_makes_a_question_set_in_which_nothing_else_is_found(part):
    report = pi.check(pi.load({**EXAMPLE, **part}))
    reversed_item = [] if "items" in part else ["lone-reversed-item"]
    assert [finding.rule for finding in report.findings] == ([] if "waivers" in part else reversed_item)
    assert [finding.rule for finding in report.waived] == (reversed_item if "waivers" in part else [])


def test_the_file_format_explains_every_key_of_a_set():
    assert {*EXAMPLE, *(key for part in PARTS for key in part)} >= pi.QuestionSet.model_fields.keys() - {
        "description",
        "instruction",
        "source",
    }


def part_with(key):
    (part,) = [part for part in PARTS if key in part]
    return pi.load({**EXAMPLE, **part})


def test_the_choice_of_the_file_format_is_shown_and_not_scored():
    changed = pi.load({**EXAMPLE, **next(part for part in PARTS if "options" in part)})
    assert [option.value for option in changed.choices_of("q1")] == [1, 2, 3, -98]
    assert [option.value for option in changed.options_of("q1")] == [1, 2, 3]
    assert changed.fingerprint == pi.load(EXAMPLE).fingerprint


def test_the_known_answers_of_the_file_format_are_its_scores():
    q = part_with("vectors")
    two = pi.score(q, dict(q.vectors[1].answers))
    assert (two["meaning"].mean, two["meaning"].index, two["total"].mean) == ((3 + 2) / 2, 75.0, None)


@pytest.mark.parametrize(
    ("pay", "helping", "won"),
    [
        ((3, 3), (3, 2), "undecided"),
        ((3, 3), (2, 2), "pay"),
        ((1, 2), (3, 2), "helping"),
        ((2, 2), (2, 2), "undecided"),
    ],
)
def test_the_classification_of_the_file_format_wants_more_than_one_step_of_25(pay, helping, won):
    answers = dict(zip(("pay_1", "pay_2", "help_1", "help_2"), (*pay, *helping), strict=True))
    found = pi.score(part_with("classification"), answers).classification
    assert found is not None
    assert (found.value, found.missing_reason) == (won, None)


def test_no_page_names_the_address_of_a_package_registry():
    addresses = re.compile(r"pypi\.org|files\.pythonhosted|cran\.r-project|anaconda\.org|registry\.npmjs")
    assert [named(page) for page in LINKED if addresses.search(page.read_text(encoding="utf-8"))] == []
