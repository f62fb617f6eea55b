"""The pages of the rules are those that the catalogue makes; to write them: python tests/docs/test_rule_pages.py."""

from __future__ import annotations

from pathlib import Path

from purpose_index.checks.catalogue import RULES
from purpose_index.checks.examples import BASE
from purpose_index.reports.rule_pages import index, page

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def pages():
    return {
        "README.md": index(RULES),
        "example-set.yaml": BASE,
        **{f"{rule.name}.md": page(rule) for rule in RULES},
    }


def test_every_rule_has_its_page_as_the_catalogue_makes_it():
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == pages()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
