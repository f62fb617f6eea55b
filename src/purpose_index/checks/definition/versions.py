"""What a change since an earlier version asks of the version number."""

from __future__ import annotations

from difflib import SequenceMatcher
from textwrap import shorten
from typing import TYPE_CHECKING

from purpose_index.checks.definition.anchors import plain
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.question_set.models import QuestionSet

SAME_MEANING = 0.5


def numbers(version: str) -> tuple[int, ...]:
    """Return the three numbers of a version."""
    return tuple(int(part) for part in version.split("."))


def least_version(before: QuestionSet, after: QuestionSet) -> str:
    """Return the lowest version that the changes from `before` to `after` allow."""
    major, minor, _ = numbers(before.version)
    if after.fingerprint != before.fingerprint:
        return f"{major + 1}.0.0"
    if after.text_fingerprint != before.text_fingerprint:
        return f"{major}.{minor + 1}.0"
    return before.version


def _versions(context: Context) -> Iterator[tuple[QuestionSet, QuestionSet]]:
    """Yield the earlier version and this one, where both are the same set and this one is whole."""
    before = context.baseline
    if before is not None and before.id == context.q.id and not context.broken:
        yield before, context.q


def _other_set(context: Context) -> Iterator[Found]:
    if context.baseline is not None and context.baseline.id != context.q.id:
        message = f"The earlier version is of another set, {context.baseline.id!r}: they cannot be compared."
        yield Found(
            ("id",),
            message,
            "Keep the id of a set for ever; compare with the right file.",
            facts={"other": context.baseline.id},
        )


def _version_went_down(context: Context) -> Iterator[Found]:
    for before, after in _versions(context):
        if numbers(after.version) < numbers(before.version):
            message = f"The version is {after.version}, and it was {before.version}."
            yield Found(
                ("version",),
                message,
                f"Use {least_version(before, after)} or higher.",
                facts={"before": before.version, "after": after.version},
            )


def _scoring_changed(context: Context) -> Iterator[Found]:
    for before, after in _versions(context):
        is_new = numbers(after.version) >= numbers(least_version(before, after))
        if after.fingerprint != before.fingerprint and not is_new:
            message = (
                f"The scoring differs from {before.version}, and the version is {after.version}: equal answers "
                "now score unequally."
            )
            hint = (
                f"Make it {least_version(before, after)}, or restore the scoring; 'purpose-index diff' shows what "
                "changed."
            )
            yield Found(("version",), message, hint, facts={"before": before.version, "after": after.version})


def _words_changed(context: Context) -> Iterator[Found]:
    for before, after in _versions(context):
        is_new = numbers(after.version) >= numbers(least_version(before, after))
        same_scoring = after.fingerprint == before.fingerprint
        if same_scoring and after.text_fingerprint != before.text_fingerprint and not is_new:
            message = f"Words differ from {before.version}, and the version is {after.version}."
            yield Found(
                ("version",),
                message,
                f"Make it {least_version(before, after)}, so that data show which words people saw.",
                facts={"before": before.version, "after": after.version},
            )


def _id_reused(context: Context) -> Iterator[Found]:
    for before, _ in _versions(context):
        old = {item.id: item.text for item in before.items}
        for path, item in context.items:
            shared = [language for language in item.text if language in old.get(item.id, {})]
            if shared and all(_likeness(item.text[code], old[item.id][code]) < SAME_MEANING for code in shared):
                message = f"{item.id!r} was the id of another question, '{shorten(old[item.id][shared[0]], 80)}'."
                hint = "Give the new question an id of its own; data files join the two otherwise."
                yield Found((*path, "id"), message, hint, facts={"item": item.id, "text": old[item.id][shared[0]]})


def _likeness(a: str, b: str) -> float:
    return SequenceMatcher(None, plain(a).split(), plain(b).split(), autojunk=False).ratio()


RULES = (
    Rule(
        name="other-set",
        severity="error",
        looks_at="The earlier version has the same id.",
        why="The id is what joins the answers of years; a set that changes it loses its past.",
        source="This package: the fingerprint covers the id.",
        failing="id: renamed",
        passing="id: example",
        find=_other_set,
        needs="baseline",
    ),
    Rule(
        name="version-went-down",
        severity="error",
        looks_at="The version is not lower than that of the earlier version.",
        why="Programs that take the newest version take the wrong one.",
        source="Semantic Versioning 2.0.0, item 11.",
        failing="version: '0.9.0'",
        passing="version: '1.0.1'",
        find=_version_went_down,
        needs="baseline",
    ),
    Rule(
        name="scoring-without-new-version",
        severity="error",
        looks_at=(
            "Where the scoring has changed since the earlier version (another fingerprint), the first number of the "
            "version is higher."
        ),
        why="Two scores under one version must be comparable; otherwise nobody knows which of them a report shows.",
        source="Semantic Versioning 2.0.0, item 8; docs/fingerprints.md.",
        failing="items: [{id: q2, reverse: true}, {id: q4, reverse: true}]",
        passing="version: '2.0.0'\nitems: [{id: q2, reverse: true}, {id: q4, reverse: true}]",
        find=_scoring_changed,
        needs="baseline",
    ),
    Rule(
        name="words-without-new-version",
        severity="error",
        looks_at="Where words have changed since the earlier version, the second number of the version is higher.",
        why="A word can move every answer; the version tells which words people saw.",
        source="Schuman & Presser (1981), Questions and Answers in Attitude Surveys, ch. 11.",
        failing=(
            "items: [{id: q1, text: {nl: Ik weet waar mijn werk goed voor is., en: I know what good my work does.}}]"
        ),
        passing=(
            "version: '1.1.0'\n"
            "items: [{id: q1, text: {nl: Ik weet waar mijn werk goed voor is., en: I know what good my work does.}}]"
        ),
        find=_words_changed,
        needs="baseline",
    ),
    Rule(
        name="id-reused",
        severity="error",
        looks_at=(
            f"No item id has in every language a text that shares less than {SAME_MEANING:.0%} of its words with the "
            "earlier one."
        ),
        why="Data files know an item by its id: answers to two questions end up in one column.",
        source="This package: 'an id is never reused with another meaning'.",
        failing="version: '1.1.0'\nitems: [{id: q1, text: {nl: Thuis slaap ik goed., en: At home I sleep well.}}]",
        passing=(
            "version: '1.1.0'\n"
            "items: [{id: q1, text: {nl: Ik weet waar al mijn werk voor dient., en: I do know what my work is for.}}]"
        ),
        find=_id_reused,
        needs="baseline",
    ),
)
