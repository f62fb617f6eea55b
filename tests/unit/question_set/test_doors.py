"""Whatever takes a question set takes what `load` takes, and refuses anything else in words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.responses.simulate import simulate
from purpose_index.scoring.arrays import score_codes

Q = pi.load("purpose-index")
SOURCE = Path(pi.__file__).parent / "instruments" / "purpose-index.yaml"
FRAME = pd.DataFrame({item: [4, 2, 5, 1] for item in Q.item_ids})
STORED = pi.score(Q, {"q03": 4}).to_dict()
CODED = pi.encode(Q, FRAME)
DOORS = {
    "load": lambda q: pi.load(q).fingerprint,
    "score": lambda q: pi.score(q, {"q03": 4}).to_dict(),
    "validate": lambda q: dict(pi.validate(q, {"q03": 4})),
    "score_frame": lambda q: pi.score_frame(q, FRAME).to_dict(),
    "encode": lambda q: pi.encode(q, FRAME).codes.tolist(),
    "analyze": lambda q: pi.analyze(q, FRAME, omega=False).scales["total"].alpha,
    "check": lambda q: pi.check(q).verdicts,
    "provenance": lambda q: pi.provenance(q),
    "Score.from_dict": lambda q: pi.Score.from_dict(STORED, q).to_dict(),
    "verify": lambda q: pi.verify(STORED, q, {"q03": 4}).to_dict(),
    "score_codes": lambda q: score_codes(q, CODED)["total"].answered.tolist(),
    "simulate": lambda q: simulate(q, people=3, rng=1).codes.tolist(),
}
FORMS = {"id": "purpose-index", "path": SOURCE, "text": str(SOURCE), "mapping": Q.model_dump(by_alias=True)}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_question_set_will_do(door, form):
    assert repr(DOORS[door](FORMS[form])) == repr(DOORS[door](Q))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("wrong", [None, 5, 4.5, b"purpose-index", ["purpose-index"], object(), pi.QuestionSet, FRAME])
def test_anything_else_is_refused_in_words(door, wrong):
    with pytest.raises(pi.ArgumentError, match="is not a question set"):
        DOORS[door](wrong)


@pytest.mark.parametrize("door", sorted(set(DOORS) - {"check"}))
@pytest.mark.parametrize("wrong", ["no-such-set", "", "a\0b", {}, {"id": "x"}, "/"])
def test_what_cannot_be_loaded_is_refused_as_load_does(door, wrong):
    with pytest.raises(pi.DefinitionError) as refused:
        DOORS[door](wrong)
    with pytest.raises(pi.DefinitionError) as expected:
        pi.load(wrong)
    assert refused.value.issues == expected.value.issues


@pytest.mark.parametrize("wrong", [None, {}, 5, Q, SOURCE])
def test_text_is_text(wrong):
    with pytest.raises(pi.ArgumentError, match="is not a question set"):
        pi.loads(wrong)
