"""Reads the text of a question set into plain data, strictly, and remembers where everything stood."""

from __future__ import annotations

from purpose_index.errors import Issue
from purpose_index.question_set import reader_json
from purpose_index.question_set.characters import check_characters
from purpose_index.question_set.document import MAX_BYTES, Document, definition_error


def read_text(source: str | bytes) -> Document:
    """Read YAML, or JSON where the text begins with '{', into a `Document` that lists what this strict reader refuses.

    Raises
    ------
    DefinitionError
        Where there is nothing to go on with: encoding, size, forbidden characters, syntax.
    """
    if len(source) > MAX_BYTES:
        message = f"The file is too large: a question set has at most {MAX_BYTES:,} bytes."
        raise definition_error([Issue("too-large", "$", message, "Is this the right file?", facts={"most": MAX_BYTES})])
    text = _decoded(source)
    check_characters(text)
    if text.lstrip().startswith("{"):
        return reader_json.read(text)
    from purpose_index.question_set import reader_yaml  # JSON needs no PyYAML

    return reader_yaml.read(text)


def _decoded(source: str | bytes) -> str:
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        column = error.start - (source.rfind(b"\n", 0, error.start) + 1) + 1
    raise definition_error(
        [
            Issue(
                "not-utf8",
                "$",
                "The file is not UTF-8 text.",
                "Save it as UTF-8 in your editor.",
                line=line,
                column=column,
                facts={"expected": "UTF-8"},
            )
        ]
    )
