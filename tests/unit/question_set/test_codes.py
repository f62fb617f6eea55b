"""Options that are stored under a code of their own, and texts that are declared as missing, wherever answers go."""

from __future__ import annotations

import hashlib
import pickle

import jsonschema
import pandas as pd
import polars as pl
import pyarrow as pa
import pydantic
import pytest

import purpose_index as pi
from purpose_index.errors import Issue
from tests.unit.question_set.small_set import SMALL, broken

CODED = (
    SMALL.replace(
        "    - {value: 2, label: {nl: neutraal, en: neutral}}\n",
        "    - {value: 2, code: m, label: {nl: neutraal, en: neutral}}\n"
        "    - {value: 2, code: 9, label: {nl: weet niet, en: unsure}}\n",
    )
    .replace("{value: 3,", "{value: 3, code: Ja,")
    .replace("skipped: [-99]", 'skipped: [-99, "N/A", "é"]')
)
Q = pi.loads(CODED)
# Rows of codes and what they are: 1 is the option without a code of its own; q2 is turned around within 1 to 3.
ROWS = [["Ja", "m", 1], [9, 1, "m"], ["N/A", "Ja", None], ["é", -98, 9]]
CODES = [[2, 1, 0], [1, 0, 1], [-2, 2, -1], [-2, -3, 1]]
TOTALS = [2.0, 7 / 3, None, None]  # (3 + 2 + 1) / 3; (2 + 3 + 2) / 3; one answer of at least two


def people():
    return [dict(zip(Q.item_ids, row, strict=True)) for row in ROWS]


def as_text():
    return [{name: None if code is None else str(code) for name, code in row.items()} for row in people()]


def test_one_person_is_validated_and_scored_by_codes():
    for person, total in zip(people(), TOTALS, strict=True):
        assert pi.score(Q, person)["total"].mean == pytest.approx(total)
    answers = pi.validate(Q, people()[2])
    assert answers.reason("q1") == "skipped"
    assert dict(answers) == {"q1": None, "q2": 3, "q3": None}


@pytest.mark.parametrize("value", [3, 2, "ja", "1.5", "X", 2.0])
def test_a_value_is_no_answer_where_the_option_has_a_code(value):
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(Q, {"q1": value})
    assert "expected 1, m, 9 or Ja" in str(caught.value)


def test_what_was_stored_is_read_back():
    kept = pi.validate(Q, people()[1])
    assert dict(pi.Answers.from_dict(kept.to_dict(), Q)) == {"q1": 2, "q2": 1, "q3": 2}
    record = pi.score(Q, kept).to_dict()
    assert pi.verify(record, Q, pi.Answers.from_dict(kept.to_dict(), Q))["total"].mean == pytest.approx(7 / 3)
    assert pickle.loads(pickle.dumps(kept)) == kept


def mixed(kind):
    return kind({name: [row[name] for row in people()] for name in Q.item_ids})


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(people(), id="rows"),
        pytest.param(mixed(pd.DataFrame), id="pandas-objects"),
    ],
)
def test_data_of_numbers_and_texts(data):
    assert pi.encode(Q, data).codes.tolist() == CODES


ONLY_TEXT = pi.loads(CODED.replace("code: 9", "code: w").replace("{value: 1,", "{value: 1, code: nee,"))
TEXTS = {"q1": ["Ja", "w", "N/A", " nee "], "q2": ["m", "nee", "Ja", "é"], "q3": ["nee", "m", None, ""]}
TEXT_CODES = [[2, 1, 0], [1, 0, 1], [-2, 2, -1], [0, -2, -1]]
TEXT_TOTALS = [2.0, 7 / 3, None, None]


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame, pl.DataFrame, pa.table, lambda x: pl.DataFrame(x).to_pandas(use_pyarrow_extension_array=True)],
    ids=["pandas", "polars", "pyarrow", "pandas-arrow"],
)
def test_frames_of_texts(frame):
    assert pi.encode(ONLY_TEXT, frame(TEXTS)).codes.tolist() == TEXT_CODES


def totals(scored):
    found = pl.DataFrame(scored)["total"].fill_nan(None).to_list()
    return [None if value is None else round(value, 12) for value in found]


def test_lazy_frames_of_texts():
    duckdb = pytest.importorskip("duckdb")
    frame = pl.DataFrame(TEXTS)
    expected = [None if total is None else round(total, 12) for total in TEXT_TOTALS]
    assert totals(pi.score_frame(ONLY_TEXT, frame)) == expected
    assert totals(pi.score_frame(ONLY_TEXT, frame.lazy()).collect()) == expected
    relation = duckdb.from_arrow(frame.to_arrow())
    assert totals(pi.score_frame(ONLY_TEXT, relation).pl()) == expected


def test_a_lazy_frame_of_numbers_that_are_choice_ids():
    ids = SMALL.replace("{value: 1,", "{value: 1, code: 3,").replace("{value: 3,", "{value: 3, code: 1,")
    q = pi.loads(ids)
    frame = pl.DataFrame({"q1": [3, 1, 2], "q2": [1, 3, -99], "q3": [1, 2, 3]})
    # as values: (1, 3, 3), (3, 1, 2), (2, -, 1); q2 turned: (1, 1, 3), (3, 3, 2), (2, 1)
    expected = [round(5 / 3, 12), round(8 / 3, 12), 1.5]
    assert totals(pi.score_frame(q, frame)) == expected
    assert totals(pi.score_frame(q, frame.lazy()).collect()) == expected
    assert totals(pi.score_frame(q, frame.cast(pl.Float64).lazy()).collect()) == expected


def test_a_wrong_text_in_a_lazy_frame_is_counted_and_not_shown():
    frame = pl.LazyFrame({**TEXTS, "q2": ["m", "secret", "Ja", "é"]})
    with pytest.raises(pi.ResponseError) as caught:
        pi.score_frame(ONLY_TEXT, frame)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("text-answer", "$.columns.q2")]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(("mark", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-8")])
def test_files_of_codes(tmp_path, mark, encoding):
    rows = [list(Q.item_ids), *([str("" if code is None else code) for code in row] for row in ROWS)]
    file = tmp_path / "answers.csv"
    file.write_text("\n".join(mark.join(row) for row in rows), encoding=encoding)
    assert pi.encode(Q, file).codes.tolist() == CODES
    pl.DataFrame(as_text()).write_parquet(tmp_path / "answers.parquet")
    with pytest.raises(pi.ResponseError) as caught:  # '9' is not 9 in a frame
        pi.encode(Q, tmp_path / "answers.parquet")
    assert {issue.code for issue in caught.value.issues} == {"text-answer"}


def test_the_form_of_an_answer_has_the_codes():
    shown = Q.answer_schema(language="en")["properties"]["q1"]["oneOf"]
    assert [choice["const"] for choice in shown] == [1, "m", 9, "Ja"]
    for person in people()[:2]:
        jsonschema.Draft202012Validator(Q.answer_schema()).validate(person)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(Q.answer_schema()).validate({"q1": 3, "q2": 1, "q3": 1})
    every = Q.answer_schema(language="en", missing_codes=True)["properties"]["q1"]["oneOf"]
    assert [choice["const"] for choice in every] == [1, "m", 9, "Ja", -99, "N/A", "é", -98, None]


def test_the_model_of_an_answer_takes_codes():
    model = Q.answer_model()
    given = model(q1=" Ja", q2=9.0, q3="N/A")
    assert given.answers() == {"q1": "Ja", "q2": 9, "q3": "N/A"}
    assert pi.score(Q, given)["total"].mean == 2.5  # 3, and 2 turned around
    with pytest.raises(pydantic.ValidationError, match="1, m, 9 or Ja"):
        model(q1=3)


CANONICAL_ITEM = '"codes":[[1,1],[9,2],["Ja",3],["m",2]],"id":"{}","reverse":{},"values":[1,2,2,3]'
CANONICAL = (
    '{"classification":null,"form":1,"id":"small-set","items":['
    + ",".join(f"{{{CANONICAL_ITEM}}}".replace("{}", name, 1).replace("{}", turned, 1) for name, turned in
               (("q1", "false"), ("q2", "true"), ("q3", "false")))
    + '],"missing":{"not_applicable":[-98],"not_shown":[],"skipped":[-99,"N/A","\\u00e9"]},"rounding":"none","scales":['
    '{"id":"pair","items":["q1","q3"],"minimum_answered":2,"prorate":false,"score":"sum","weights":{}},'
    '{"id":"total","items":["q1","q2","q3"],"minimum_answered":2,"prorate":false,"score":"mean","weights":{}}]}'
)  # fmt: skip


def test_codes_are_in_the_fingerprint_in_any_order():
    assert Q.fingerprint == hashlib.sha256(CANONICAL.encode()).hexdigest()
    two = "    - {value: 2, code: m, label: {nl: neutraal, en: neutral}}\n"
    three = "    - {value: 2, code: 9, label: {nl: weet niet, en: unsure}}\n"
    assert pi.loads(CODED.replace(two + three, three + two)).fingerprint == Q.fingerprint
    assert pi.loads(CODED.replace("code: m", "code: n")).fingerprint != Q.fingerprint


@pytest.mark.parametrize("spelled", ["{value: 3, code: 3,", "{value: 3, code: null,"])
def test_a_code_that_is_the_value_changes_nothing(spelled):
    plain = pi.loads(SMALL)
    q = pi.loads(SMALL.replace("{value: 3,", spelled))
    assert q.fingerprint == plain.fingerprint == "27e2015faa6f2c202f67e6a020e9abbaa8a0d77eb64760aefd35a4beccb6a6f6"
    assert q.text_fingerprint == plain.text_fingerprint


def test_a_choice_that_is_no_answer_may_have_a_code_too():
    choice = "    - {value: -98, code: nvt, label: {nl: nvt, en: n/a}, missing: not_applicable}\nmissing: {"
    q = pi.loads(SMALL.replace("missing: {", choice))
    assert pi.validate(q, {"q1": "nvt"}).reason("q1") == "not_applicable"
    assert pi.encode(q, [{"q1": "nvt", "q2": -98, "q3": 1}]).codes.tolist() == [[-3, -3, 0]]
    assert q.fingerprint != pi.loads(SMALL).fingerprint
    assert q.fingerprint != pi.loads(SMALL.replace("missing: {", choice.replace("code: nvt", "code: n"))).fingerprint


def test_values_that_choices_share_count_once_in_what_is_possible():
    result = pi.analyze(Q, people() * 10, omega=False)
    # 10 of 30 have 3 = Ja, 10 have 2 = 9 and the rest have not answered
    assert result.items[0].mean == 2.5
    assert pi.encode(Q, people()).values == ((1, 2, 3),) * 3
    assert Q.labels_of("q1")[2] == {"nl": "neutraal / weet niet", "en": "neutral / unsure"}


def test_checks_say_nothing_of_codes():
    found = {finding.rule for finding in pi.check(Q).findings}
    assert not found & {"option-gap", "options-out-of-order", "mixed-ranges"}


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "rest"),
    [
        ("code: 9", "code: m", "duplicate-code", "$.options.agreement[2].code", "m, label"),
        ("code: 9", "code: 1", "duplicate-code", "$.options.agreement[2].code", "1, label"),
        ("code: 9", "code: '7'", "number-in-quotes", "$.options.agreement[2].code", "'7', label"),
        ("code: 9", "code: '-7'", "number-in-quotes", "$.options.agreement[2].code", "'-7', label"),
        ("code: 9", "code: '7 '", "number-in-quotes", "$.options.agreement[2].code", "'7 ', label"),
        ("code: 9", "code: ' w'", "space-around-code", "$.options.agreement[2].code", "' w', label"),
        ("code: 9", "code: ''", "wrong-size", "$.options.agreement[2].code", "'', label"),
        ("code: 9", "code: 2.5", "wrong-type", "$.options.agreement[2].code", "2.5, label"),
        ("code: 9", "code: true", "wrong-type", "$.options.agreement[2].code", "true, label"),
        ("code: 9, ", "", "duplicate-value", None, None),
        ('"N/A"', '"N/A "', "space-around-code", "$.missing.skipped[1]", '"N/A "'),
        ('"N/A"', '"12"', "number-in-quotes", "$.missing.skipped[1]", '"12"'),
        ('"N/A"', "m", "missing-code-is-a-value", "$.missing.skipped[1]", "m,"),
        ('"N/A"', "9", "missing-code-is-a-value", "$.missing.skipped[1]", "9,"),
        ('"é"', '"N/A"', "duplicate-missing-code", "$.missing.skipped[2]", '"N/A"'),
    ],
)  # fmt: skip
def test_what_is_refused(old, new, code, path, rest):
    assert old in CODED
    text = CODED.replace(old, new)
    if code == "duplicate-value":
        text = text.replace("code: m, ", "")
        path, rest = "$.options.agreement[2].value", "2, label"
    found = broken(text)
    assert [(issue[0], issue[1]) for issue in found] == [(code, path)]
    assert found[0][2].startswith(rest)


@pytest.mark.parametrize("code", ["'007'", "'1.5'", "'+9'", "A1", "'½'"])
def test_texts_that_are_no_whole_number_as_it_is_written_are_codes(code):
    assert pi.validate(pi.loads(CODED.replace("code: 9", f"code: {code}")), {"q1": code.strip("'")})["q1"] == 2


def test_the_message_about_a_code_has_its_facts():
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(CODED.replace("code: 9", "code: '7'"))
    issue: Issue = caught.value.issues[0]
    assert dict(issue.facts) == {"code": "7"}


@pytest.mark.parametrize("text", ["01", "1.0", "1,", "+1", "001", "1.", "0001.00"])
def test_a_text_that_reads_as_a_number_which_the_set_has_too_is_refused(text):
    """A file would take it for the text, and a frame, which has the number alone, for the other answer."""
    for options in (
        SMALL.replace("{value: 2,", f"{{value: 2, code: '{text}',"),
        SMALL.replace("-98]", f"-98, '{text}']"),
    ):
        assert {code for code, *_ in broken(options)} == {"number-in-quotes"}


def test_a_text_that_reads_as_no_number_of_the_set_stands():
    q = pi.loads(SMALL.replace("{value: 1,", "{value: 1, code: '01',").replace("-98]", "-98, '2.5']"))
    assert pi.encode(q, [{"q1": "01", "q2": 2, "q3": "2.5"}]).codes.tolist() == [[0, 1, -3]]


@pytest.mark.parametrize(
    "kind",
    [pd.DataFrame, pl.DataFrame, lambda columns: pl.DataFrame(columns).to_arrow(), lambda c: pl.DataFrame(c).lazy()],
)
def test_numbers_are_no_answers_where_only_texts_are_stored(kind):
    """No number at all is known here; an empty column of numbers is empty."""
    texts = SMALL.replace("missing: {skipped: [-99], not_applicable: [-98]}\n", "")
    for value in (1, 2, 3):
        texts = texts.replace(f"{{value: {value},", f"{{value: {value}, code: A{value},")
    q = pi.loads(texts)
    others = {"q2": ["A1", "A2"], "q3": ["A3", "A3"]}
    with pytest.raises(pi.ResponseError) as caught:
        pi.score_frame(q, kind({"q1": [0.0, 1.0], **others}))
    assert [(one.code, one.path, one.facts["answers"]) for one in caught.value.issues] == [
        ("undeclared-answer", "$.columns.q1", 2)
    ]
    scored = pi.score_frame(q, kind({"q1": [float("nan"), float("nan")], **others}))
    scored = scored.collect() if isinstance(scored, pl.LazyFrame) else scored
    totals = scored["total"].to_pylist() if isinstance(scored, pa.Table) else scored["total"].to_list()
    assert totals == [3.0, 2.5]  # (3 + 3) / 2 and (2 + 3) / 2: q2 is turned around
