"""The answer options: their values, their order, and whether the words say what the values do."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from purpose_index.checks.context import listed
from purpose_index.checks.definition.anchors import direction, is_no_answer, known_steps, plain
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.question_set.document import Path
    from purpose_index.question_set.models import Option

_KROSNICK = (
    "Krosnick & Fabrigar (1997), Designing rating scales for effective measurement in surveys, "
    "doi:10.1002/9781118490013.ch6."
)


def _by_value(options: tuple[Option, ...]) -> list[tuple[int, Option]]:
    """Return the options from the lowest value to the highest, each with its position in the file."""
    return sorted(enumerate(options), key=lambda numbered: numbered[1].value)


def _labels(options: tuple[Option, ...], language: str) -> list[str]:
    return [option.label[language] for _, option in _by_value(options)]


def _languages(options: tuple[Option, ...]) -> list[str]:
    return [language for language in options[0].label if all(language in option.label for option in options)]


def _out_of_order(context: Context) -> Iterator[Found]:
    for path, options in context.option_sets:
        steps = [b.value - a.value for a, b in pairwise(options)]
        rising = sum(step > 0 for step in steps) * 2 >= len(steps)
        wrong = next((i for i, step in enumerate(steps, 1) if step and (step > 0) is not rising), None)
        if wrong is not None:
            message = f"The value {options[wrong].value} stands after {options[wrong - 1].value}, out of order."
            hint = "List the options in the order in which people see them, from one end to the other."
            yield Found(
                (*path, wrong, "value"),
                message,
                hint,
                facts={"value": options[wrong].value, "before": options[wrong - 1].value},
            )


def _gap(context: Context) -> Iterator[Found]:
    for path, options in context.option_sets:
        ordered = _by_value(options)
        steps = [b.value - a.value for (_, a), (_, b) in pairwise(ordered) if b.value > a.value]
        usual = max(set(steps), key=steps.count)
        for (_, low), (i, high) in pairwise(ordered):
            if high.value - low.value not in (0, usual):
                message = (
                    f"From {low.value} to {high.value} is a step of {high.value - low.value}; the other steps "
                    f"are {usual}."
                )
                hint = (
                    "Give neighbouring options values that are equally far apart; a missing option may have been lost."
                )
                yield Found(
                    (*path, i, "value"), message, hint, facts={"low": low.value, "high": high.value, "usual": usual}
                )
                break


def _duplicate_label(context: Context) -> Iterator[Found]:
    for path, options in context.option_sets:
        for language in _languages(options):
            seen: dict[str, int] = {}
            for i, option in enumerate(options):
                other = seen.setdefault(plain(option.label[language]), i)
                if other != i:
                    values = f"{options[other].value} and {option.value}"
                    message = (
                        f"The options {values} have the same label in {language!r}: people cannot tell them apart."
                    )
                    yield Found(
                        (*path, i, "label", language),
                        message,
                        "Give every option words of its own.",
                        facts={"values": values, "language": language},
                    )


def _labels_out_of_order(context: Context) -> Iterator[Found]:
    for path, options in context.option_sets:
        for language in _languages(options):
            labels = _labels(options, language)
            if direction(labels, language) == 0 and len(set(map(plain, labels))) == len(labels):
                at = _first_misplaced(known_steps(labels, language))
                i, option = _by_value(options)[at]
                message = f"'{option.label[language]}' has the value {option.value}, out of the order of its words."
                yield Found(
                    (*path, i, "label", language),
                    message,
                    "Order the labels from one end to the other.",
                    facts={"label": option.label[language], "value": option.value},
                )


def _first_misplaced(steps: list[int | None]) -> int:
    """Return the position of the first known step that is not where it would be in order."""
    known = [(i, step) for i, step in enumerate(steps) if step is not None]
    rising = sum((b > a) - (b < a) for (_, a), (_, b) in combinations(known, 2)) >= 0
    ordered = sorted((step for _, step in known), reverse=not rising)
    return next(i for (i, step), due in zip(known, ordered, strict=True) if step != due)


def _no_answer_scored(context: Context) -> Iterator[Found]:
    for path, options in context.option_sets:
        for i, option in enumerate(options):
            for language, label in option.label.items():
                if is_no_answer(label, language):
                    message = f"'{label}' is scored as {option.value}, as if it were more or less of something."
                    hint = (
                        "Give it 'missing: not_applicable' and a value that is declared under 'missing', for example "
                        "'not_applicable: [-98]'."
                    )
                    yield Found(
                        (*path, i, "label", language), message, hint, facts={"label": label, "value": option.value}
                    )
                    break


def _against_the_others(options: tuple[Option, ...]) -> tuple[list[str], list[str]]:
    """Return the languages whose labels run the other way than those of the others, if any, and the others."""
    ways = {language: direction(_labels(options, language), language) for language in _languages(options)}
    rising = [language for language, way in ways.items() if way == 1]
    falling = [language for language, way in ways.items() if way == -1]
    return (rising, falling) if len(rising) < len(falling) else (falling, rising)


def _reversed_labels(context: Context) -> Iterator[Found]:
    for path, options in context.option_sets:
        odd, others = _against_the_others(options)
        for language in odd:
            low, high = _labels(options, language)[0], _labels(options, language)[-1]
            message = (
                f"In {language!r} the labels run from '{low}' to '{high}', the other way than in {listed(others)}: "
                "answers in this language are scored backwards."
            )
            hint = "Turn the labels of this language around, not the values."
            yield Found(
                _first_label(path, options, language),
                message,
                hint,
                facts={"language": language, "low": low, "high": high, "others": tuple(others)},
            )


def _first_label(path: Path, options: tuple[Option, ...], language: str) -> Path:
    return (*path, _by_value(options)[0][0], "label", language)


def _opposite_sets(context: Context) -> Iterator[Found]:
    first: dict[tuple[str, tuple[str, ...]], Path] = {}
    for path, options in context.option_sets:
        if _against_the_others(options)[0]:
            continue
        labels = {language: tuple(map(plain, _labels(options, language))) for language in _languages(options)}
        turned = [
            language for language, known in labels.items() if (language, known[::-1]) in first and known != known[::-1]
        ]
        if turned:
            other = _named(first[turned[0], labels[turned[0]][::-1]])
            message = f"The labels in {listed(turned)} are those of {other} with the values turned around."
            hint = "Use one set of options, and 'reverse: true' at the items that are keyed the other way."
            yield Found(
                _first_label(path, options, turned[0]),
                message,
                hint,
                facts={"languages": tuple(turned), "other": other},
            )
        for language, known in labels.items():
            first.setdefault((language, known), path)


def _named(path: Path) -> str:
    return f"'{path[1]}'" if path[0] == "options" else f"item {int(path[1]) + 1}"


_OWN = (
    "options: {{agreement: null, often: [{}]}}\n"
    "items: [{{id: q1, options: often}}, {{id: q2, options: often}}, {{id: q3, options: often}}, {{id: q4, options: "
    "often}}]"
)
_NO = "{value: 1, label: {nl: nooit, en: never}}"
_SOME = "{value: 2, label: {nl: soms, en: sometimes}}"
_OFTEN = "{value: 3, label: {nl: vaak, en: often}}"

RULES = (
    Rule(
        name="options-out-of-order",
        severity="error",
        looks_at="The values of answer options rise, or fall, from the first to the last.",
        why=(
            "People read the options as a ladder; one rung in another place is answered by its place and scored by its "
            "value."
        ),
        source=_KROSNICK,
        failing=_OWN.format(f"{_NO}, {_OFTEN}, {_SOME}, {{value: 4, label: {{nl: altijd, en: always}}}}"),
        passing=_OWN.format(f"{_NO}, {_SOME}, {_OFTEN}"),
        find=_out_of_order,
    ),
    Rule(
        name="option-gap",
        severity="warning",
        looks_at="Neighbouring options are equally far apart in value.",
        why=(
            "A step of two where the others are one gives that option double weight in every mean; most often an "
            "option was lost."
        ),
        source=_KROSNICK,
        failing=_OWN.format(f"{_NO}, {_SOME}, {_OFTEN}, {{value: 5, label: {{nl: altijd, en: always}}}}"),
        passing=_OWN.format(f"{_NO}, {_SOME}, {_OFTEN}, {{value: 4, label: {{nl: altijd, en: always}}}}"),
        find=_gap,
    ),
    Rule(
        name="duplicate-label",
        severity="error",
        looks_at="No two options of a set have the same label in a language.",
        why="People who mean the same choose either, so that the difference between the two values is chance.",
        source=_KROSNICK,
        failing="options: {agreement: [{value: 2, label: {nl: mee eens}}]}",
        passing="options: {agreement: [{value: 2, label: {nl: niet mee eens}}]}",
        find=_duplicate_label,
    ),
    Rule(
        name="labels-out-of-order",
        severity="error",
        looks_at=(
            "Labels whose meaning is known (agreement, frequency, degree and others) are in the order of their meaning."
        ),
        why="Two labels that changed places swap the meaning of two values in one language, and nothing else shows it.",
        source="International Test Commission (2017), doi:10.1080/15305058.2017.1398166.",
        failing=(
            "options: {agreement: [{value: 1, label: {nl: mee oneens}}, {value: 2, label: {nl: helemaal mee oneens}}]}"
        ),
        passing="options: {agreement: [{value: 1, label: {nl: zeer oneens}}, {value: 2, label: {nl: oneens}}]}",
        find=_labels_out_of_order,
    ),
    Rule(
        name="no-answer-scored",
        severity="error",
        looks_at="No scored option is labelled 'don't know', 'not applicable' or the like.",
        why="Not knowing is not an amount of anything; scored as one, it moves the mean of everybody who chose it.",
        source="Krosnick et al. (2002), doi:10.1086/341029.",
        failing="options: {agreement: [{value: 6, label: {nl: weet niet, en: don't know}}]}",
        passing=(
            "missing: {not_applicable: [6]}\n"
            "options: {agreement: [{value: 6, label: {nl: niet van toepassing, en: not applicable}, missing: "
            "not_applicable}]}"
        ),
        find=_no_answer_scored,
    ),
    Rule(
        name="reversed-labels",
        severity="error",
        looks_at="In every language, the labels run the same way along the values.",
        why=(
            "Everybody who answers in that language gets the opposite score. A public Big Five site scored 55 of its "
            "120 items backwards in two languages in this way."
        ),
        source="International Test Commission (2017), doi:10.1080/15305058.2017.1398166.",
        failing=_OWN.format("{value: 1, label: {nl: vaak, en: never}}, {value: 2, label: {nl: nooit, en: often}}"),
        passing=_OWN.format("{value: 1, label: {nl: nooit, en: never}}, {value: 2, label: {nl: vaak, en: often}}"),
        find=_reversed_labels,
    ),
    Rule(
        name="opposite-option-sets",
        severity="error",
        looks_at="No two sets of options have the same labels with the values turned around.",
        why=(
            "Reversal then happens in the values, out of sight of the scoring: an item that is also marked 'reverse' "
            "is turned twice, and one that uses the wrong set is not turned at all."
        ),
        source="This package: reversal is declared at the item, and nowhere else.",
        failing=(
            "options: {turned: [{value: 1, label: {nl: helemaal mee eens, en: strongly agree}}, {value: 2, label: "
            "{nl: mee eens, en: agree}}, {value: 3, label: {nl: 'niet eens, niet oneens', en: neither agree nor "
            "disagree}}, {value: 4, label: {nl: mee oneens, en: disagree}}, {value: 5, label: {nl: helemaal mee "
            "oneens, en: strongly disagree}}]}\n"
            "items: [{id: q2, options: turned}]"
        ),
        passing="items: [{id: q2, reverse: true}, {id: q3, reverse: true}]",
        find=_opposite_sets,
    ),
)
