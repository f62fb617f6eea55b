"""Texts of other programs as plain text: without the HTML that their editors put around words."""

from __future__ import annotations

import re
from html import unescape

# what is not closed runs to the end, as in a browser; nothing is looked for twice
_DROPPED = re.compile(
    r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|h[1-6])\b[^<>]*>", re.IGNORECASE)
# what no text of a question set may hold, beside marks and spaces of no width that come along with pasted text
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def plain(text: object) -> str:
    """Return the words of a text on one line; empty where it is no text.

    Examples
    --------
    >>> plain("<p>My&nbsp;work<br>has <b>meaning</b> &amp; joy.</p>")
    'My work has meaning & joy.'
    """
    if not isinstance(text, str):
        return ""
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", _DROPPED.sub("", text)))
    return " ".join(_UNSEEN.sub("", unescape(text)).split())
