"""Every page is in the tree of the site, and every public name has a page; `make docs` makes it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
from itertools import pairwise

import pytest
import yaml

import purpose_index
from tests.docs.blocks import ROOT

TREE = yaml.safe_load((ROOT / "docs" / "_toc.yml").read_text(encoding="utf-8"))
PAGES = [
    *ROOT.glob("*.md"),
    *(page for room in ("docs", "examples", "benchmarks") for page in ROOT.glob(f"{room}/**/*.md")),
]
NOTEBOOKS = sorted(ROOT.glob("examples/**/*.ipynb"))
DIRECTIVE = re.compile(r"^```\{public-names\} (\S+)\n(?::but: (.*)\n)?```$", re.MULTILINE)

sys.path.insert(0, str(ROOT / "docs" / "site"))
check = importlib.import_module("check")


def public_names(module):
    """The functions that a module defines and does not hide."""
    found = inspect.getmembers(module, inspect.isfunction)
    return [name for name, value in found if value.__module__ == module.__name__ and not name.startswith("_")]


def branches(entries):
    for entry in entries:
        yield entry
        yield from branches(entry.get("entries", ()))


def in_tree():
    """The files of the tree, and those that its patterns match."""
    found = {TREE["root"]}
    for entry in branches(TREE["entries"]):
        pattern = entry.get("glob") or entry["file"]
        found.update(str(page.relative_to(ROOT).with_suffix("")) for page in ROOT.glob(f"{pattern}.*"))
    return found


def test_every_page_is_in_the_tree():
    pages = {str(page.relative_to(ROOT).with_suffix("")) for page in [*PAGES, *NOTEBOOKS]}
    assert pages - in_tree() == set()


def test_every_name_in_the_tree_is_a_page_and_stands_there_once():
    named = [entry["file"] for entry in branches(TREE["entries"]) if "file" in entry]
    assert [name for name in named if not (ROOT / f"{name}.md").exists()] == []
    assert len({*named}) == len(named)


def documented():
    """The modules that the pages of the reference document, with the names that each leaves to another page."""
    pages = (ROOT / "docs" / "reference" / "api").glob("*.md")
    found = [match for page in pages for match in DIRECTIVE.findall(page.read_text(encoding="utf-8"))]
    assert len({module for module, _ in found}) == len(found)
    return {module: set(but.split()) for module, but in found}


def public_modules():
    """Those that say what they offer, the formats, and the three at the edge."""
    for module in pkgutil.walk_packages(purpose_index.__path__, "purpose_index."):
        if "__all__" in vars(importlib.import_module(module.name)):
            yield module.name
    yield from (f"purpose_index.interop.{name}" for name in purpose_index.interop.FORMATS)
    yield from (
        "purpose_index",
        "purpose_index.testing",
        "purpose_index.reports.plots",
        "purpose_index.integrations.fastapi",
    )


def test_every_public_module_has_a_page():
    of_modules_alone = {"purpose_index.stats"}
    assert set(public_modules()) - of_modules_alone == documented().keys()


def test_what_a_page_leaves_out_is_on_another():
    pages = documented()
    for module, left_out in pages.items():
        for name in left_out:
            value = getattr(importlib.import_module(module), name)
            others = [importlib.import_module(other) for other in pages if name not in pages[other]]
            assert [other for other in others if getattr(other, name, None) is value], (module, name)


HEAD = "<!doctype html><link rel='stylesheet' href='own.css'><link rel='canonical' href='https://somewhere.test/'>"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<a href='b.html#there'>b</a><a href='#here'>c</a><h1 id='here'></h1>", []),
        ("<a href='https://somewhere.test/'>away</a><img src='data:image/png;base64,AA=='>", []),
        ("<a href='c.html'>c</a>", ["a.html links to c.html, which is not there"]),
        ("<a href='b.html#gone'>b</a>", ["a.html links to b.html#gone, which is not there"]),
        ("<a href='#gone'>a</a>", ["a.html links to #gone, which is not there"]),
        ("<script src='https://elsewhere.test/x.js'></script>", ["a.html loads https://elsewhere.test/x.js"]),
        ("<img src='//elsewhere.test/x.png'>", ["a.html loads //elsewhere.test/x.png"]),
        ("<link rel='stylesheet' href='http://elsewhere.test/x.css'>", ["a.html loads http://elsewhere.test/x.css"]),
    ],
)
def test_a_link_that_leads_nowhere_and_a_file_from_elsewhere_are_found(tmp_path, body, said):
    (tmp_path / "a.html").write_text(HEAD + body, encoding="utf-8")
    (tmp_path / "b.html").write_text("<h1 id='there'></h1>", encoding="utf-8")
    (tmp_path / "own.css").write_text("", encoding="utf-8")
    assert check.wrong_with(tmp_path) == said


def test_a_site_without_pages_is_wrong(tmp_path):
    assert check.wrong_with(tmp_path) == [f"{tmp_path} holds no pages"]


ROW = re.compile(r"^\|(.+)\| \[\w+\]\((\.\./benchmarks/results/\w+\.md)\) \|$", re.MULTILINE)
TIME = re.compile(r"([\d.]+) (?:µs|ms|s|MB)\b")


def test_every_time_on_the_page_about_performance_is_one_that_was_measured():
    rows = ROW.findall((ROOT / "docs" / "performance.md").read_text(encoding="utf-8"))
    assert len(rows) == 17
    for row, table in rows:
        measured = set(re.findall(r"[\d.]+", (ROOT / "docs" / table).read_text(encoding="utf-8")))
        times = TIME.findall(row)
        assert times, row
        assert set(times) <= measured, (table, set(times) - measured)


def terms(page):
    return re.findall(
        r"^- \*\*(.+?)\*\* \(\*(.+?)\*\): \w", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE
    )


def test_the_glossary_has_the_same_terms_in_both_languages():
    english, dutch = terms("glossary.md"), terms("begrippen.md")
    assert len(english) > 30
    assert sorted(english) == sorted((term, word) for word, term in dutch)
    for listed in (english, dutch):
        assert [term for term, _ in listed] == sorted((term for term, _ in listed), key=str.lower)


HEADING = re.compile(r"^(\|.*\|)\n\|(?: ?:?-+:? ?\|)+$", re.MULTILINE)


def test_every_column_of_a_table_has_a_heading():
    """Somebody who hears a page read aloud hears the heading with each cell."""
    headings = {(page, found) for page in PAGES for found in HEADING.findall(page.read_text(encoding="utf-8"))}
    assert len(headings) > 100
    assert [found for found in headings if not all(cell.strip() for cell in found[1].strip("|").split("|"))] == []


def test_the_gallery_shows_every_function_that_draws_in_ten_lines():
    pairs = [(before["code"], part["name"]) for before, part in pairwise(importlib.import_module("gallery").parts())]
    drawn = [(code, name) for code, name in pairs if code and name]
    shown = {name.replace("-", "_"): re.findall(r"plots\.(\w+)\(", code) for code, name in drawn}
    assert max(len(code.splitlines()) for code, _ in drawn) <= 10
    functions = importlib.import_module("purpose_index.reports.plots").__all__
    assert shown == {name: [name] for name in functions}
