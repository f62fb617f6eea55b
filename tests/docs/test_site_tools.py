"""What makes the site, piece by piece; `make docs` runs all of it."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace

import pytest

from tests.docs.blocks import ROOT

sys.path.insert(0, str(ROOT / "docs" / "site"))
check, gallery, read_aloud = (importlib.import_module(name) for name in ("check", "gallery", "read_aloud"))


def test_links_are_followed_by_their_decoded_names_and_old_anchors(tmp_path):
    links = "<a name='old'></a><a href='#old'>1</a><a href='b%20c.html#caf%C3%A9'>2</a>"
    (tmp_path / "a.html").write_text(links, encoding="utf-8")
    (tmp_path / "b c.html").write_text("<h1 id='café'></h1>", encoding="utf-8")
    (tmp_path / "_static").mkdir()
    (tmp_path / "_static" / "theme.html").write_text("<a href='gone.html'>of the theme</a>", encoding="utf-8")
    assert check.wrong_with(tmp_path) == []


def picture(width, height):
    return bytes(16) + width.to_bytes(4) + height.to_bytes(4) + bytes(9)


@pytest.mark.parametrize(("width", "height", "same"), [(8, 6, True), (9, 6, False), (8, 7, False)])
def test_a_picture_of_another_size_is_one_of_another_time(tmp_path, monkeypatch, width, height, same):
    new, kept = tmp_path / "_images", tmp_path / "pictures"
    for folder in (new, kept):
        folder.mkdir()
    (kept / "one.png").write_bytes(picture(8, 6))
    monkeypatch.setattr(gallery, "PAGE", tmp_path / "plots.md")
    (tmp_path / "plots.md").write_text("![one](pictures/one.png)\n", encoding="utf-8")
    monkeypatch.setattr(gallery, "draw", lambda folder: (folder / "one.png").write_bytes(picture(width, height)))
    site = SimpleNamespace(builder=SimpleNamespace(name="html"), outdir=tmp_path)
    if same:
        gallery.after_the_site(site, None)
    else:
        with pytest.raises(RuntimeError, match=r"another time.*: one\.png"):
            gallery.after_the_site(site, None)
    (new / "one.png").unlink()
    gallery.after_the_site(site, ValueError())  # what went wrong before is told, and nothing is drawn
    gallery.after_the_site(SimpleNamespace(builder=SimpleNamespace(name="latex"), outdir=tmp_path), None)
    assert not (new / "one.png").exists()


def test_a_picture_is_of_the_last_figure_before_it_and_drawn_once(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "PAGE", tmp_path / "plots.md")
    code = "```python\nfigure = {}\n```\n\n![a](pictures/{}.png)\n"
    page = code.format(1, "first") + "![b](pictures/no-figure.png)\n" + code.format(2, "second")
    (tmp_path / "plots.md").write_text(page, encoding="utf-8")
    assert list(gallery.drawn()) == [("first", 1), ("second", 2)]


@pytest.mark.parametrize(("page", "language"), [("docs/voor-een-begeleider", "nl"), ("docs/plots", "en")])
def test_pages_say_their_language_and_nothing_that_is_not_so(page, language):
    handle = {}
    tree = SimpleNamespace(find_all=lambda name: [handle] if name == "summary" else [])
    body = '<ul role="list"><li role="doc-biblioentry"></li></ul><th></th><th>n</th>'
    context = {"language": "en", "body": body, "generate_toctree_html": lambda *_: tree}
    read_aloud.before_a_page(None, page, "page.html", context, None)
    assert context["language"] == language
    assert context["body"] == "<ul><li></li></ul><td></td><th>n</th>"
    assert context["generate_toctree_html"]("sidebar") is tree
    assert handle == {"aria-label": "Pages below this one"}


def test_formulas_lose_their_backticks_and_scroll_by_keyboard():
    nodes = pytest.importorskip("docutils.nodes", reason="needs docutils, of the extra 'docs'")
    formulas = importlib.import_module("formulas")
    page = SimpleNamespace(body=[])
    with pytest.raises(nodes.SkipNode):
        formulas.inline(page, nodes.math("`x`", "`x`"))
    with pytest.raises(nodes.SkipNode):
        formulas.block(page, nodes.math_block("y", "y"))
    line, block = page.body
    assert "<mi>x</mi>" in line
    assert "`" not in line
    assert block.startswith('<div class="formula" tabindex="0"><math')


def test_functions_stand_before_classes_and_nothing_hidden_is_offered():
    pytest.importorskip("sphinx", reason="needs sphinx, of the extra 'docs'")
    names = importlib.import_module("public_names")
    module = ModuleType("offered")
    exec("class A: pass\ndef b(): pass\ndef _c(): pass\nD = 1", vars(module))
    assert names.public_names(module) == ["b", "A"]
    module.__all__ = ["D", "A"]
    assert names.public_names(module) == ["A"]
    assert ".. autofunction:: b" in [*names.documented(module, ["b"])]
    assert [*names.documented(module, ["A"])][-3:-1] == [".. autoclass:: A", "   :members:"]


def test_of_the_pages_of_rules_which_are_alike_three_are_looked_at(tmp_path):
    pytest.importorskip("axe_playwright_python", reason="needs what the extra 'test' brings")
    look = importlib.import_module("look")
    (tmp_path / "rules").mkdir()
    (tmp_path / "_static").mkdir()
    for name in ("index", "a", "rules/1", "rules/2", "rules/3", "rules/4", "_static/theme"):
        (tmp_path / f"{name}.html").write_text("", encoding="utf-8")
    seen = [str(page.relative_to(tmp_path)) for page in look.pages_of(tmp_path)]
    assert seen == ["a.html", "rules/1.html", "rules/2.html", "rules/3.html"]
