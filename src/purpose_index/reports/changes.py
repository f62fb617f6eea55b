"""What a change of a question set does to scores, for people and for programs."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import wrap
from typing import TYPE_CHECKING

from purpose_index.reports.findings.json import as_json
from purpose_index.reports.layout import INDENT, LEAST, WIDTH
from purpose_index.reports.numbers import number

if TYPE_CHECKING:
    from purpose_index.checks.changes import Changes, ScaleChange, TextChange

_WORDS = {"same": "scores as before", "added": "is new", "removed": "is gone"}


def text(found: Changes) -> str:
    """Return the change of every scale and of every text, and the verdict on the version, at the width of words."""
    width = min(max(len(scale.scale) for scale in found.scales), WIDTH - LEAST - 2)
    lines = [f"{found.before} -> {found.after}", ""]
    for scale in found.scales:
        lines += _wrapped(f"{scale.scale:<{width}}  {_said(scale)}", width + 2)
    if found.texts and _id(found.before) == _id(found.after):
        lines.append("")
        for change in found.texts:
            lines += _wrapped(f"{change.path}, {change.language}{_words_said(change)}", INDENT)
    kind = (
        "Scoring changed" if found.scoring else "Words changed, scoring did not" if found.words else "Nothing changed"
    )
    verdict = "the version is high enough" if found.enough else f"the version must be {found.least_version} or higher"
    if _id(found.before) != _id(found.after):
        verdict = "these are two sets, not two versions of one"
    return "\n".join([*lines, "", f"{kind}: {verdict}."]) + "\n"


def json(found: Changes) -> str:
    """Return all of it as JSON."""
    return as_json(asdict(found))


def _wrapped(line: str, indent: int) -> list[str]:
    """Break a line at the width of words and nowhere else; a line end inside a text is written as an escape."""
    shown = line.replace("\n", "\\n")
    return wrap(shown, WIDTH, subsequent_indent=" " * indent, expand_tabs=False, break_on_hyphens=False)


def _id(named: str) -> str:
    return named.split()[0]


def _words_said(change: TextChange) -> str:
    if change.before is None:
        return f" is new: '{change.after}'"
    return f" is gone: '{change.before}'" if change.after is None else f": '{change.before}' -> '{change.after}'"


def _said(scale: ScaleChange) -> str:
    if scale.kind != "changed":
        return _WORDS[scale.kind]
    if scale.low is None or scale.high is None:
        effect = "no answer is valid in both"
    elif scale.low == scale.high == 0:
        effect = "people who answer everything keep their index"
    else:
        effect = f"the index of people who answer everything moves by {_signed(scale.low)} to {_signed(scale.high)}"
    return f"{'; '.join(scale.what)}: {effect}"


def _signed(points: float) -> str:
    return number(points, digits=1, signed=True)
