"""What reads pages aloud needs to know: which pages are in Dutch, and no roles that a reference does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

IN_DUTCH = ("docs/begrippen", "docs/voor-een-begeleider")
ROLES = (' role="doc-biblioentry"', ' role="list"')  # of docutils: the first is deprecated, the second wants items


def before_a_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Say the language of a page, and take those roles away."""
    if page in IN_DUTCH:
        context["language"] = "nl"
    for role in ROLES:
        context["body"] = context.get("body", "").replace(role, "")


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx ask before it writes a page."""
    app.connect("html-page-context", before_a_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
