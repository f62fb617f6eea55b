"""The pages that explain the codes of errors: those of docs/errors, which a wheel carries along."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_WITH_THE_PACKAGE = Path(__file__).parent / "errors"
_IN_THE_REPOSITORY = Path(__file__).parents[3] / "docs" / "errors"
_SECTION = re.compile(r"^## (?P<code>[a-z0-9-]+)\n(?P<body>.*?)(?=^##? |\Z)", re.MULTILINE | re.DOTALL)
_EXAMPLE = {"```python failing\n": "**Fails:**\n\n```python\n", "```python passing\n": "**Passes:**\n\n```python\n"}


@lru_cache
def code_pages() -> dict[str, str]:
    """Return the page of every code, in the order of the documentation: what it means, and what fails and passes."""
    folder = _WITH_THE_PACKAGE if _WITH_THE_PACKAGE.is_dir() else _IN_THE_REPOSITORY
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md")))
    return {match["code"]: _page(match["code"], match["body"]) for text in texts for match in _SECTION.finditer(text)}


def _page(code: str, body: str) -> str:
    for fence, shown in _EXAMPLE.items():
        body = body.replace(fence, shown)
    return f"# {code}\n\n{body.strip()}\n"
