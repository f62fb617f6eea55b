"""How Sphinx makes the site of these pages: `make docs`.

The folder that Sphinx reads is the root of the repository, so the address of a page is its path with `.html`, and a
link that works on a code-hosting page works here. The tree is in `_toc.yml`, so the pages themselves hold no tree.
"""

from __future__ import annotations

import sys
from pathlib import Path

from purpose_index.version import __version__

sys.path.insert(0, str(Path(__file__).parent / "site"))

project = "purpose_index"
author = "the purpose-index authors"
release = version = __version__
language = "en"
root_doc = "docs/index"
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx_external_toc",
    "myst_nb",
    "formulas",
    "gallery",
    "read_aloud",
    "public_names",
]
exclude_patterns = [".*", "build", "dist", "src", "tests", "venv", "**/node_modules", "**/__pycache__"]

external_toc_path = "docs/_toc.yml"
external_toc_exclude_missing = False
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_fence_as_directive = ["math"]
myst_dmath_allow_digits = False
myst_heading_anchors = 4
nb_execution_mode = "off"

autodoc_typehints = "none"
autodoc_member_order = "bysource"
default_role = "py:quoted"
numpydoc_show_class_members = False
add_module_names = False
python_display_short_literal_types = True
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = "purpose_index"
html_baseurl = ""
html_static_path = ["site/static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_math_renderer = "mathml"
html_permalinks_icon = "#"
html_theme_options = {
    "navigation_with_keys": False,
    "navigation_depth": 2,
    "collapse_navigation": True,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "use_edit_page_button": False,
    "navbar_align": "left",
    "header_links_before_dropdown": 6,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
html_sidebars = {"docs/rules/[a-z]*": []}  # a hundred rules: the way back is above the page
html_context = {"default_mode": "auto"}
html_additional_pages = {"index": "first_page.html"}
templates_path = ["site/templates"]
