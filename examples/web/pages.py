"""A page from its template, in the reader's language."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from examples.web.settings import HERE
from examples.web.state import state_of
from examples.web.visits import keep_language, language_of
from purpose_index.integrations.fastapi import reader_language

if TYPE_CHECKING:
    from fastapi import Request

    from examples.web.visits import Visitor

TEXTS: dict[str, dict[str, str]] = {
    one: yaml.safe_load((HERE / "texts" / f"{one}.yaml").read_text(encoding="utf-8")) for one in ("nl", "en")
}
LOCALES = {"nl": "nl_NL", "en": "en_GB"}
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class Speech:
    """What the pages say, and how they write numbers, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **facts: object) -> str:
        """Return a sentence of the catalogue with its facts filled in."""
        return TEXTS[self.language][key].format(**facts)

    def number(self, value: float) -> str:
        """Write a score with one decimal."""
        return str(format_decimal(value, format="0.0", locale=LOCALES[self.language])).replace("-", "−")

    def day(self, seconds: float) -> str:
        """Write a day in full."""
        return str(format_date(datetime.fromtimestamp(seconds), format="long", locale=LOCALES[self.language]))


def page(
    request: Request,
    template: str,
    visitor: Visitor | None = None,
    status: int = 200,
    *,
    signed_in: bool = True,
    **content: Any,
) -> HTMLResponse:
    """Return a page."""
    asked = language_of(request, reader_language(request.headers.get("accept-language", "")))
    language = visitor.language if visitor else asked
    html = _ENVIRONMENT.get_template(f"{template}.html.jinja").render(
        say=Speech(language),
        other="en" if language == "nl" else "nl",
        path=request.url.path if request.method == "GET" and status == 200 else "/",  # never one with a token
        visitor=visitor if signed_in else None,
        csrf=Markup('<input type="hidden" name="csrf" value="{}">').format(visitor.csrf) if visitor else "",
        **content,
    )
    reply = HTMLResponse(html, status)
    keep_language(request, reply, secure=state_of(request).settings.secure)
    return reply


def report_page(html: str, back: str, words: str) -> HTMLResponse:
    """Return a report with a way back; its own policy, which allows its style and nothing else, becomes a header."""
    policy = _POLICY.search(html)
    assert policy is not None
    way_back = f'<body>\n<nav><p><a href="{back}">← {words}</a></p></nav>'
    headers = {"Content-Security-Policy": f"{policy[1]}; frame-ancestors 'none'".replace("&#39;", "'")}
    return HTMLResponse(html.replace("<body>", way_back, 1), headers=headers)
