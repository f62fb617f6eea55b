"""Words without the HTML around them, and words that say that a choice is no answer."""

from __future__ import annotations

import pytest

from purpose_index.interop.no_answer import reason_of
from purpose_index.interop.plain import plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("a<br/>b<b>c</b>", "a bc"),
        ("let&rsquo;s&nbsp;go \u200b\ufeff", "let’s go"),
        ("if 3 < 5 and 5 > 3", "if 3 < 5 and 5 > 3"),
        ("x<y", "x<y"),
        ("<style>p {color: red}</style>Words<script>alert('<b>')</script>", "Words"),
        ("<!-- not <b>said</b> -->said", "said"),
        ("Words<style>p {color: red}", "Words"),
        ("Words<SCRIPT>\nalert(1)\n</Script >more", "Wordsmore"),
        ("Words<script>alert(1)</style>", "Words"),
        ("Words<!-- not\nsaid", "Words"),
        ("<H6>One</H6><pre>two</pre><hr>three", "One twothree"),
        ("a&#8203;b", "ab"),
        ("&lt;b&gt;", "<b>"),
        ("bell\x07", "bell"),
        (None, ""),
        (["a"], ""),
        ("<" * 100_000, "<" * 100_000),
        ("words" + "<style>" * 20_000, "words"),
        ("<style" * 20_000, "<style" * 20_000),
        ("words" + "<!--" * 20_000, "words"),
    ],
)
def test_a_text_is_its_words(text, words):
    assert plain(text) == words


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("N/A", "not_applicable"),
        ("n.v.t.", "not_applicable"),
        ("Niet van toepassing", "not_applicable"),
        ("na", None),
        (" N.A. ", "not_applicable"),
        ("Sans réponse", "skipped"),
        ("Weiß nicht", "skipped"),
        ("Prefer not to say", "skipped"),
        ("Weet ik niet!", "skipped"),
        ("Applicable", None),
        ("", None),
    ],
)
def test_some_words_say_that_a_choice_is_no_answer(words, reason):
    assert reason_of({"nl": words}) == reason
