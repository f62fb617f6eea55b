"""A canary in the answers: whatever goes wrong at whatever door, nothing of it is in any message, cause or log."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

import purpose_index as pi
from purpose_index.cli.app import app

CANARY = "zonnebloem"
Q = pi.load("purpose-index")
FIRST, *OTHERS = Q.item_ids


def rows(*, value=4):
    return {"name": ["x", "y"], FIRST: [value, 4], **{item: [4, 2] for item in OTHERS}}


CELLS = {"text": f"my {CANARY} boss", "a number as text": f"4{CANARY}", "true": True, "a list": [CANARY]}
TEXTS = {
    "no header": f"my {CANARY} boss,4,5\n1,2,3\n",
    "no header, alike": f"{CANARY},{CANARY}\n1,2\n",
    "no header, near an item": f"q0{CANARY},{CANARY}q01,q01{CANARY},q1 {CANARY}\n",
    "a cell": ",".join(Q.item_ids) + f"\n{CANARY}" + ",4" * 11,
    "a ragged row": ",".join(Q.item_ids) + f"\n{CANARY},4\n",
    "an open quote": ",".join(Q.item_ids) + f'\n"{CANARY}' + ",4" * 11,
    "not UTF-8": ",".join(Q.item_ids) + f"\n{CANARY}\udcff" + ",4" * 11,
    "like YAML": f"note: my {CANARY} boss,4\n{CANARY} x: 1\n{CANARY} x: 2\n",
    "an anchor": f"&{CANARY} 4,5\n",
    "an alias": f"*{CANARY}\n",
    "a tag": f"!{CANARY} 4,5\n",
    "JSON": json.dumps({CANARY: 4, "q01": 4, "note": f"my {CANARY}"}),
    "JSON that is broken": f'{{"q01": {CANARY}, "q02": 4}}',
    "JSON with an id": json.dumps({"id": f"My {CANARY}", CANARY: {CANARY: [CANARY]}}),
}


def frames():
    for name, value in CELLS.items():
        yield (
            f"mappings, {name}",
            [dict(zip(rows(), cells, strict=True)) for cells in zip(*rows(value=value).values(), strict=True)],
        )
        yield f"pandas, {name}", pd.DataFrame(rows(value=value))
    yield "polars", pl.DataFrame(rows(value=f"{CANARY}"), strict=False)
    yield "pyarrow", pa.table({**rows(), FIRST: [CANARY, "4"]})
    yield "array", np.array([[CANARY] * 12], dtype=object)
    yield "labels", pd.DataFrame(rows()).assign(**{FIRST: pd.Categorical([CANARY, "4"])})
    for kind in (pd.DataFrame, pl.DataFrame, lambda data: [data]):
        yield f"names, {kind}", kind({CANARY: ["1"], f"q01{CANARY}": ["2"], f"{CANARY} 3": ["3"]})
    yield "names twice", pd.DataFrame([[1, 2]], columns=[CANARY, CANARY])


FRAMES = dict(frames())


def chain(error):
    """Everything that an error, its causes and contexts say and hold."""
    while error is not None:
        yield from (str(error), repr(error), repr(error.args), repr(getattr(error, "issues", "")))
        yield from (repr(value) for value in vars(error).values())
        yield from (repr(getattr(error, name)) for name in ("object", "doc") if hasattr(error, name))
        error = error.__cause__ or error.__context__


def hold_no_canary(said):
    assert not [text for text in said if CANARY in text]


@pytest.mark.parametrize("door", ["encode", "score_frame", "analyze", "check"])
@pytest.mark.parametrize("name", FRAMES)
def test_no_frame_sings(door, name, caplog):
    with pytest.raises(pi.PurposeIndexError) as caught:
        getattr(pi, door)(Q, FRAMES[name])
    hold_no_canary([*chain(caught.value), caplog.text])


@pytest.mark.parametrize("door", ["score", "validate"])
@pytest.mark.parametrize("answers", [{FIRST: v} for v in CELLS.values()] + [{CANARY: 4}, {f"q01{CANARY}": 4}, [CANARY]])
def test_no_person_sings(door, answers):
    with pytest.raises(pi.ResponseError) as caught:
        getattr(pi, door)(Q, answers)
    hold_no_canary(chain(caught.value))


@pytest.mark.parametrize("suffix", ["csv", "json"])
@pytest.mark.parametrize("name", TEXTS)
def test_no_file_sings(tmp_path, suffix, name, caplog):
    path = tmp_path / f"answers.{suffix}"
    path.write_bytes(TEXTS[name].encode("utf-8", "surrogateescape"))
    for open_file in (
        lambda: pi.encode(Q, path),
        lambda: pi.analyze(Q, path),
        lambda: pi.check(Q, path),
        lambda: pi.load(path),
        lambda: pi.score(path, {}),
    ):
        with pytest.raises(pi.PurposeIndexError) as caught:
            open_file()
        hold_no_canary(chain(caught.value))
    report = pi.check(path)
    hold_no_canary([repr(report), str(report), repr(report.findings)])
    for command in (
        ["score", "purpose-index", path],
        ["analyze", "purpose-index", path],
        ["check", "purpose-index", "--responses", path],
        ["check", path],
        *(["check", path, "--format", form] for form in ("json", "sarif")),
        ["check", tmp_path],
        ["score", path, path],
        ["diff", path, "purpose-index"],
    ):
        result = CliRunner().invoke(app, [str(word) for word in command], prog_name="purpose-index")
        assert result.exit_code in (0, 1, 2)
        hold_no_canary([result.stdout, result.stderr, caplog.text])


def test_names_in_parquet_do_not_sing(tmp_path):
    path = tmp_path / "answers.parquet"
    pyarrow.parquet.write_table(pa.table({CANARY: [1], f"q01{CANARY}": [2]}), path)
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(Q, path)
    hold_no_canary(chain(caught.value))
