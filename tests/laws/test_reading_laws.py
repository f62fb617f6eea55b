"""The same answers in another file, shape or words are the same codes."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

import purpose_index as pi

Q = pi.load("purpose-index")
ITEMS = Q.item_ids
LABELS = {option.value: option.label for option in Q.options_of(ITEMS[0])}
CODE = {1: 0, 2: 1, 3: 2, 4: 3, 5: 4, None: -1, -99: -2}
ANSWERS = st.lists(
    st.lists(st.sampled_from(sorted(CODE, key=str)), min_size=len(ITEMS), max_size=len(ITEMS)), min_size=1, max_size=6
)
NAMES = st.text(st.characters(codec="cp1252", exclude_categories=("C",)), min_size=1, max_size=12)
SPOKEN = st.sampled_from(["nl", "en"])


def expected(answers):
    return [[CODE[answer] for answer in row] for row in answers]


def read(content, **reading):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        path.write_bytes(content)
        return pi.encode(Q, path, **reading)


@st.composite
def files(draw, rows):
    """The bytes of a CSV file of some kind with these rows, and blank ones between them."""
    delimiter, end = draw(st.sampled_from(",;\t|")), draw(st.sampled_from(["\n", "\r\n"]))
    out = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    out.write(draw(st.sampled_from(["", end, end * 3, f"sep={delimiter}{end}"])))
    for row in rows:
        writer.writerow(row)
        for _ in range(draw(st.integers(0, 2))):
            out.write(delimiter * draw(st.sampled_from([0, len(row) - 1, len(row) + 3])) + end)
    return out.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))


@given(st.data(), ANSWERS, st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_a_csv_file_of_any_kind_gives_the_same_codes(data, answers, header_rows):
    names = data.draw(st.lists(NAMES, min_size=len(answers), max_size=len(answers)))
    cells = [
        ["x" + name, *("" if a is None else str(a) for a in row)] for name, row in zip(names, answers, strict=True)
    ]
    above = [["the name, or\nwhat somebody is called", *(f"Text {row} of {item}" for item in ITEMS)] for row in "ab"]
    header = [["who", *ITEMS], *above[: header_rows - 1]]
    coded = read(data.draw(files([*header, *cells])), header_rows=header_rows)
    assert coded.codes.tolist() == expected(answers)
    assert coded.extra == {"who": ["x" + name for name in names]}


@given(ANSWERS, SPOKEN, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_labels_give_the_codes_of_their_numbers(answers, language, random):
    def said(answer):
        if answer not in LABELS or random.random() < 0.2:
            return answer
        label = LABELS[answer][language]
        return random.choice([label, label.upper(), f"  {label} ", label.replace(" ", "\u00a0")])

    rows = [{item: said(answer) for item, answer in zip(ITEMS, row, strict=True)} for row in answers]
    for labels in (True, language):
        assert pi.encode(Q, rows, labels=labels).codes.tolist() == expected(answers)


@given(ANSWERS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_a_row_for_each_answer_gives_the_codes_of_a_row_for_each_person(answers, random):
    rows = [
        {"who": person, "what": item, "says": answer}
        for person, row in enumerate(answers)
        for item, answer in zip(ITEMS, row, strict=True)
    ]
    random.shuffle(rows)
    coded = pi.encode(Q, rows, long={"person": "who", "item": "what", "answer": "says"})
    order = list(dict.fromkeys(row["who"] for row in rows))
    assert [row["who"] for row in coded.extra] == order
    assert coded.codes.tolist() == expected([answers[person] for person in order])


@given(ANSWERS, ANSWERS)
@settings(deadline=None)
def test_a_column_for_each_occasion_gives_the_codes_of_a_row_for_each(first, last):
    n = min(len(first), len(last))
    rows = [
        {
            f"{item}_{when}": answer
            for when, row in (("a", one), ("b", two))
            for item, answer in zip(ITEMS, row, strict=True)
        }
        for one, two in zip(first[:n], last[:n], strict=True)
    ]
    coded = pi.encode(Q, rows, occasions=["a", "b"])
    assert coded.codes.tolist() == expected([*first[:n], *last[:n]])


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused_in_words(content):
    for before in (b"", b"q01;q02\n", ",".join(ITEMS).encode() + b"\n"):
        try:
            read(before + content)
        except pi.PurposeIndexError as error:
            assert error.issues
            assert error.__context__ is None
