"""What reading a file refuses, told as rules: these are found while the set is loaded, and cannot be switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context

_YAML = "YAML 1.2.2, and what its readers disagree on; docs/file-format.md."
_OURS = "This package: nothing is guessed; docs/file-format.md."
_DOES_NOT_APPLY = (
    "options: {agreement: [{value: 6, label: {nl: niet van toepassing, en: not applicable}, missing: not_applicable}]}"
)
_CODED = "options: {agreement: [{value: 2, code: A2}]}"
_SECURITY = "Unicode Technical Report 36 on security: what is shown and what is stored must be the same."


def _found_by_reading(_: Context) -> Iterator[Found]:
    return iter(())


def _rule(name: str, looks_at: str, why: str, failing: str, source: str = _OURS, passing: str = "") -> Rule:
    return Rule(
        name=name,
        severity="error",
        looks_at=looks_at,
        why=why,
        source=source,
        failing=failing,
        passing=passing,
        find=_found_by_reading,
    )


_FILE = (
    _rule("not-found", "The file can be opened.", "There is nothing to check.", ""),
    _rule("not-utf8", "The file is UTF-8 text.", "In another encoding, letters with accents are read as others.", ""),
    _rule("too-large", "The file has at most 2 million characters.", "It is some other file.", ""),
    _rule("too-many-nodes", "The file has at most 200,000 values.", "It is some other file.", ""),
    _rule(
        "too-deep",
        "Nothing is nested more than 20 levels deep.",
        "No question set is; programs that read such a file may fail.",
        "+ source: " + "[" * 25 + "]" * 25,
    ),
    _rule(
        "forbidden-character",
        "There are no control characters, and none that turn the direction of text around.",
        "A reviewer sees another text than people who answer.",
        '+ source: "a\\u202Eb"',
        _SECURITY,
    ),
    _rule("yaml-syntax", "The text is YAML.", "Otherwise nothing can be read.", "+ source: [not closed", _YAML),
    _rule("json-syntax", "A text that begins with '{' is JSON.", "Otherwise nothing can be read.", "= {not json}"),
    _rule(
        "empty-document",
        "There is something in the file.",
        "An empty file is most often a failed export.",
        "= # nothing",
    ),
    _rule(
        "several-documents",
        "A file holds one question set.",
        "Programs read only the first.",
        "+ ---\nid: second",
        _YAML,
    ),
    _rule(
        "duplicate-key", "A key stands once.", "Most readers keep the last one and say nothing.", "+ id: again", _YAML
    ),
    _rule("non-string-key", "Every key is a text.", "A number as a key is another key in JSON.", "+ 7: seven", _YAML),
    _rule("merge-key", "The merge key '<<' is not used.", "It is not part of YAML 1.2.", "+ <<: {source: x}", _YAML),
    _rule(
        "anchor",
        "No anchors (&name).",
        "JSON has none, and readers of the file have to look in two places.",
        "+ source: &here x",
        _YAML,
    ),
    _rule("alias", "No aliases (*name).", "A small file can grow without end.", "+ source: *here", _YAML),
    _rule("tag", "No tags (!name).", "A tag can make a reader run code.", "+ source: !env HOME", _YAML),
    _rule(
        "ambiguous-scalar",
        "No plain text that one reader of YAML takes for a number or a truth value and another for text.",
        "The version 1.10 becomes 1.1, and the language no becomes false.",
        "+ source: 1.10",
        _YAML,
    ),
)
_FORM = (
    _rule(
        "missing-field", "What must be there is there.", "A set without it cannot be asked or scored.", "title: null"
    ),
    _rule(
        "unknown-field",
        "Every field is known.",
        "A misspelt 'reverse' scores an item straight.",
        "items: [{id: q1, revers: true}]",
    ),
    _rule("wrong-type", "Text where text belongs, numbers where numbers do.", "Otherwise '5' is not 5.", "source: 5"),
    _rule(
        "wrong-form",
        "Ids, versions and language tags have their form.",
        "They name columns and files.",
        "version: '1.0'",
    ),
    _rule(
        "unknown-value",
        "A word of a fixed list is on it.",
        "What is not known is not guessed.",
        "scales: [{id: work, score: avg}]",
    ),
    _rule(
        "wrong-size",
        "No text is empty, and no list too short or too long.",
        "People see it.",
        "items: [{id: q1, text: {en: ''}}]",
    ),
    _rule(
        "out-of-bounds",
        "Numbers are within their bounds.",
        "Beyond them they mean nothing.",
        "scales: [{id: work, weights: {q1: -1}}]",
    ),
    _rule("wrong-value", "Values are what their description says.", "What is not known is not guessed.", ""),
)
_LINKS = (
    _rule(
        "unknown-item",
        "Scales name items that exist.",
        "The scale would be scored without it.",
        "scales: [{id: work, items: [q1, q9]}]",
    ),
    _rule(
        "unknown-scale",
        "Items and classifications name scales that exist.",
        "Its answers would not count.",
        "items: [{id: q1, scale: wrok}]",
    ),
    _rule(
        "reserved-id",
        "No scale that competes in a classification is called 'undecided'.",
        "That word is stored for people for whom no scale wins.",
        "scales: [{id: undecided, name: {nl: Rust, en: Rest}, items: [q1, q2]}, {id: work, items: [q3, q4]}]\n"
        "classification: {scales: [work, undecided], rule: highest_index, undecided: {nl: Onbeslist, en: Undecided}}",
    ),
    _rule(
        "unknown-options",
        "Items name answer options that exist.",
        "Nothing could be answered.",
        "items: [{id: q1, options: agreemnt}]",
    ),
    _rule(
        "unknown-layer",
        "Scales name layers that exist.",
        "It would be left out of the grid.",
        "scales: [{id: work, layer: own}]",
    ),
    _rule(
        "unknown-referent",
        "Scales name referents that exist.",
        "It would be left out of the grid.",
        "scales: [{id: work, referent: me}]",
    ),
    _rule(
        "duplicate-id",
        "Ids of items and scales are unique.",
        "One of the two would be lost in every data file.",
        "scales: [{id: q1, name: {nl: Een, en: One}, items: [q1, q2]}]",
    ),
    _rule(
        "duplicate-column",
        "Items have columns of their own.",
        "Two items would read one answer.",
        "items: [{id: q1, column: q2}]",
    ),
    _rule(
        "membership-said-twice",
        "Which items a scale has is said in one place.",
        "Two places come to disagree.",
        "items: [{id: q1, scale: work}]",
    ),
    _rule(
        "item-twice-in-scale",
        "An item is once in a scale.",
        "It would count double.",
        "scales: [{id: work, items: [q1, q2, q3, q4, q1]}]",
    ),
    _rule(
        "empty-scale",
        "Every scale has items.",
        "There is nothing to score.",
        "scales: [{id: rest, name: {nl: Rust, en: Rest}}]",
    ),
)
_SCORING = (
    _rule(
        "too-few-options",
        "There are at least two answer options.",
        "With one option there is nothing to choose.",
        "items: [{id: q1, options: [{value: 1, label: {nl: ja, en: yes}}]}]",
    ),
    _rule("too-many-options", "There are at most 101 answer options.", "Nobody tells so many apart.", ""),
    _rule(
        "duplicate-value",
        "The options of a set have values of their own.",
        "Two answers would be one.",
        "items: [{id: q1, options: [{value: 1, label: {nl: nee, en: no}}, {value: 2, label: {nl: ja, en: yes}}, "
        "{value: 2, label: {nl: soms, en: sometimes}}]}]",
    ),
    _rule(
        "duplicate-code",
        "The options of a set have codes of their own.",
        "Two answers would be one in every data file.",
        _CODED.replace("A2", "1"),
        passing=_CODED,
    ),
    _rule(
        "number-in-quotes",
        "A code that is a whole number is written as one.",
        "In a text file nobody can tell '7' from 7, and in a data frame they are two things.",
        _CODED.replace("A2", "'7'"),
        passing=_CODED,
    ),
    _rule(
        "space-around-code",
        "No code begins or ends with a space.",
        "Data files lose such spaces, and then the answer is not known.",
        _CODED.replace("A2", "'A2 '"),
        passing=_CODED,
    ),
    _rule(
        "duplicate-missing-code",
        "A missing code has one reason.",
        "Its reason would be lost.",
        "missing: {skipped: [-9], not_shown: [-9]}",
    ),
    _rule(
        "missing-code-is-a-value",
        "No missing code is an answer.",
        "Answers would be dropped.",
        "missing: {skipped: [5]}",
    ),
    _rule(
        "too-many-items",
        "All scales together score at most 10,000 items, one in several scales counted as often.",
        "Nobody answers that many; it is some other file.",
        "",
    ),
    _rule(
        "unquoted-text",
        "A text with a comma inside braces, or with a '#' after a space, is in quotes.",
        "YAML ends the text there, in silence, and people read half of it.",
        "+ description: {nl: Ja, graag, en: Yes}",
        _YAML,
    ),
    _rule(
        "undeclared-missing-code",
        "An option that is not an answer has a value that is declared under 'missing', for its reason.",
        "In data files nobody could tell what the number means.",
        _DOES_NOT_APPLY,
        passing=f"missing: {{not_applicable: [6]}}\n{_DOES_NOT_APPLY}",
    ),
    _rule(
        "unscored-option-not-last",
        "Options that are not answers stand after those that are.",
        "In the middle of a scale, 'does not apply' looks like a step of it, and is chosen as one.",
        "missing: {not_applicable: [3]}\noptions: {agreement: [{value: 3, missing: not_applicable}]}",
    ),
    _rule(
        "minimum-above-items",
        "A scale asks for no more answers than it has items.",
        "Nobody would get a score.",
        "scales: [{id: work, minimum_answered: 5}]",
    ),
    _rule(
        "sum-without-prorating",
        "A sum asks for all items, or is prorated.",
        "Who skips an item would get a lower score for that alone.",
        "scales: [{id: work, score: sum, minimum_answered: 3}]",
    ),
    _rule("prorated-mean", "Only a sum is prorated.", "A mean is so already.", "scales: [{id: work, prorate: true}]"),
    _rule(
        "weight-outside-scale",
        "Only items of a scale have a weight in it.",
        "The weight would be lost.",
        "scales: [{id: work, items: [q1, q2], weights: {q3: 2}}]",
    ),
    _rule(
        "empty-band",
        "A band of feedback begins below its end.",
        "Nobody would ever see it.",
        "scales: [{id: work, feedback: [{id: low, from: 50, to: 50, text: {nl: Tekst., en: Text.}}]}]",
    ),
)
_LANGUAGES = (
    _rule(
        "missing-translation",
        "Every text is there in every language.",
        "People would see nothing.",
        "title: {en: null}",
    ),
    _rule(
        "undeclared-language",
        "No text is in a language that the set does not name.",
        "Nobody would see it.",
        "title: {de: Beispiel}",
    ),
    _rule("duplicate-language", "A language is named once.", "It would be offered twice.", "languages: [nl, en, en]"),
)
RULES = (*_FILE, *_FORM, *_LINKS, *_SCORING, *_LANGUAGES)
