"""The known answers in the wheel: written by an independent computation, complete, and kept by the library."""

from __future__ import annotations

import json
from typing import Any

import pytest

import purpose_index as pi
from purpose_index.question_set.models import Vector
from tests.unit.instruments import vectors as independent


def known(name: str) -> dict[str, Any]:
    return json.loads(text_of(name))


def text_of(name: str) -> str:
    return (independent.FOLDER / f"{name}.vectors.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", independent.INSTRUMENTS)
def test_the_file_is_what_the_independent_computation_writes(name: str) -> None:
    assert text_of(name) == independent.text(independent.definition(name), pi.load(name).fingerprint)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # four patterns, every item alone, three ways of 2 and of 1 answers a short scale, and the long scales
        ("purpose-index", 4 + 12 + 4 * (3 + 3) + (220 + 495)),  # 12 over 9, 12 over 8
        ("purpose-orientation", 4 + 9 + 3 * (3 + 3)),
        ("working-with-purpose", 4 + 18 + 6 * (3 + 3) + 2 * (84 + 126)),  # 9 over 6, 9 over 5
    ],
)
def test_every_way_of_answering_at_the_limit_is_there(name: str, count: int) -> None:
    answers = [tuple(vector["answers"].values()) for vector in known(name)["vectors"]]
    assert len(answers) == len(set(answers)) == count


@pytest.mark.parametrize("name", independent.INSTRUMENTS)
def test_all_lowest_is_exactly_0_and_all_highest_exactly_100(name: str) -> None:
    by_name = {vector["name"]: vector["scores"].values() for vector in known(name)["vectors"]}
    assert {score["index"] for score in by_name["all lowest"]} == {0}
    assert {score["index"] for score in by_name["all middle"]} == {50}
    assert {score["index"] for score in by_name["all highest"]} == {100}
    assert {score["index"] for score in by_name["all missing"]} == {None}


def test_the_independent_computation_agrees_with_a_sum_by_hand() -> None:
    data = independent.definition("purpose-index")
    answers = dict.fromkeys((f"q{n:02}" for n in range(1, 13)), None) | {"q03": 2, "q08": 5, "q02": 4}
    scores = independent.expected(data, answers)
    assert scores["positive_meaning"] == {"score": (2 + 5) / 2, "index": 100 * (1 + 4) / (2 * 4), "answered": 2}
    assert scores["organisation_meaning"] == {"score": None, "index": None, "answered": 1}
    assert scores["total"] == {"score": None, "index": None, "answered": 3}


@pytest.mark.parametrize("name", independent.INSTRUMENTS)
def test_the_library_scores_every_known_answer_to_the_bit(name: str) -> None:
    q = pi.load(name)
    content = known(name)
    assert (content["question_set"], content["version"], content["fingerprint"]) == (q.id, q.version, q.fingerprint)
    for vector in (Vector.model_validate(vector) for vector in content["vectors"]):
        score = pi.score(q, vector.answers)
        for scale, expected in vector.scores.items():
            got = score[scale]
            assert (got.value, got.index, got.answered) == (expected.score, expected.index, expected.answered), (
                vector.name
            )
