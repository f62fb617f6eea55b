"""One HTML file that needs nothing else: no script, no network, and a policy that says so."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from purpose_index.reports.team.result import Report

if TYPE_CHECKING:
    from purpose_index.reports.team.speech import Speech


def rendered(template: str, title: str, speech: Speech, content: dict[str, Any]) -> Report:
    """Return a report from a template of this folder."""
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    page = _environment().get_template(template)
    policy = f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
    html = page.render(content, title=title, say=speech, style=style, policy=policy)
    return Report(title=title, language=speech.language, html=html)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("purpose_index.reports.team", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
