"""What reads pages aloud needs to know: which pages are in Dutch, and nothing that is not so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

IN_DUTCH = ("docs/begrippen", "docs/voor-een-begeleider")
INSTEAD = {
    ' role="doc-biblioentry"': "",  # of docutils, for references: a role that is deprecated
    ' role="list"': "",  # and one that wants items
    "<th></th>": "<td></td>",  # of pandas: a corner is no heading
}


def labelled(tree: Callable[..., Any]) -> Callable[..., Any]:
    """Return the theme's function that writes a tree, with a name for each handle that opens a branch."""

    def with_names(*arguments: Any, **options: Any) -> Any:
        html = tree(*arguments, **options)
        for handle in html.find_all("summary"):
            handle["aria-label"] = "Pages below this one"
        return html

    return with_names


def before_a_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Say the language of a page, and put right what others wrote."""
    if page in IN_DUTCH:
        context["language"] = "nl"
    if "generate_toctree_html" in context:
        context["generate_toctree_html"] = labelled(context["generate_toctree_html"])
    for written, meant in INSTEAD.items():
        context["body"] = context.get("body", "").replace(written, meant)


def setup(app: Sphinx) -> dict[str, bool]:
    """Have Sphinx ask before it writes a page."""
    app.connect("html-page-context", before_a_page, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
