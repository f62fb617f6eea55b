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


def test_the_example_of_the_file_format_is_a_question_set():
    example, choice = [block.body for block in blocks(ROOT / "docs" / "file-format.md") if block.language == "yaml"]
    q = pi.loads(example)
    assert q.items_of("total") == ("q1", "q2", "q3", "q4")
    changed = pi.load({**yaml.safe_load(example.replace("agreement", "agreement_or_not")), **yaml.safe_load(choice)})
    assert [option.value for option in changed.choices_of("q1")] == [1, 2, 3, -98]
    assert [option.value for option in changed.options_of("q1")] == [1, 2, 3]


def test_no_page_names_the_address_of_a_package_registry():
    addresses = re.compile(r"pypi\.org|files\.pythonhosted|cran\.r-project|anaconda\.org|registry\.npmjs")
    assert [named(page) for page in LINKED if addresses.search(page.read_text(encoding="utf-8"))] == []
