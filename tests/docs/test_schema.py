"""The JSON Schema in the repository is that of the file format, and says what the loader says."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
import yaml

import purpose_index as pi
from tests.docs.blocks import ROOT

SCHEMA = json.loads((ROOT / "schema" / "question-set.schema.json").read_text(encoding="utf-8"))
EXAMPLES = [path for path in sorted(ROOT.glob("examples/**/*.yaml")) if path.parent.name != "texts"]  # words of pages
SETS = [*sorted(ROOT.glob("src/purpose_index/instruments/*.yaml")), *EXAMPLES]
HINT = "# yaml-language-server: $schema="


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    return jsonschema.Draft7Validator(SCHEMA)


def test_the_file_is_up_to_date():
    assert pi.file_schema() == SCHEMA, "run: purpose-index schema --output schema/question-set.schema.json"


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.parent.name + "/" + path.name)
def test_question_sets_that_load_are_valid(validator, path):
    validator.validate(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("id",), "My Questions"),
        (("version",), 1.0),
        (("languages",), []),
        (("titel",), {"en": "Title"}),
        (("items", 0, "reverse"), "yes"),
        (("items", 0, "options"), 5),
        (("scales", 0, "score"), "average"),
        (("scales", 0, "minimum_answered"), 0),
        (("options", "agreement", 0, "value"), "1"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_schema_and_loader_refuse_the_same(validator, path, wrong):
    data = copy.deepcopy(yaml.safe_load(SETS[0].read_text(encoding="utf-8")))
    *way, last = path
    inside = data
    for step in way:
        inside = inside[step]
    inside[last] = wrong
    assert not validator.is_valid(data)
    with pytest.raises(pi.DefinitionError):
        pi.load(data)


def test_every_field_has_a_description():
    models = [SCHEMA, *SCHEMA["$defs"].values()]
    bare = [name for model in models for name, field in model["properties"].items() if "description" not in field]
    assert bare == []


@pytest.mark.parametrize("path", [*EXAMPLES, ROOT / "docs" / "file-format.md"], ids=str)
def test_the_hint_for_editors_points_at_the_schema(path):
    (hint,) = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(HINT)]
    assert (path.parent / hint.removeprefix(HINT)).resolve() == ROOT / "schema" / "question-set.schema.json"
