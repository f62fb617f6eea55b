"""`purpose-index calibrate`, and `score --calibration`."""

import csv
import io
import json

import numpy as np
import pytest

import purpose_index as pi

Q = pi.load("purpose-index")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A file of the answers of 200 made-up people, of whom the first skipped questions."""
    rng = np.random.default_rng(2)
    x = 1 + np.digitize(1.4 * rng.normal(size=(200, 1)) + rng.logistic(size=(200, 12)), [-3, -1.5, 0, 1.5])
    rows = [["" if i == 0 and j < 4 else value for j, value in enumerate(row)] for i, row in enumerate(x.tolist())]
    path = tmp_path_factory.mktemp("calibrate") / "answers.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([Q.item_ids, *rows])
    return path


def test_what_the_command_writes_is_what_the_library_makes(run, sample, tmp_path):
    written = run("calibrate", "purpose-index", sample, "--scale", "total", "--scale", "greater_good", "--level", 0.9)
    assert written.exit_code == 0
    made = pi.calibrate(Q, sample, scales=["total", "greater_good"], level=0.9)
    assert json.loads(written.stdout) == made.to_dict()
    run(
        "calibrate",
        "purpose-index",
        sample,
        "--model",
        "partial_credit",
        "--slopes",
        "equal",
        "-o",
        tmp_path / "c.json",
    )
    assert (
        pi.Calibration.load(tmp_path / "c.json", Q).to_dict()
        == pi.calibrate(Q, sample, model="partial_credit", slopes="equal").to_dict()
    )


def test_scores_with_a_calibration(run, sample, tmp_path):
    """The columns are those of `score_frame`, in CSV as in Parquet."""
    pytest.importorskip("pyarrow")
    import pyarrow.parquet

    path = tmp_path / "c.json"
    run("calibrate", "purpose-index", sample, "--output", path)
    header, *rows = csv.reader(io.StringIO(run("score", "purpose-index", sample, "--calibration", path).stdout))
    expected = pi.score_frame(Q, pi.encode(Q, sample), calibration=pi.Calibration.load(path, Q))
    for name in ("total_theta", "total_theta_se", "greater_good_low", "greater_good_high"):
        found = [row[header.index(name)] for row in rows]
        assert found == ["" if np.isnan(value) else repr(value) for value in expected[name].tolist()]
    run("score", "purpose-index", sample, "--calibration", path, "--output", tmp_path / "scores.parquet")
    written = pyarrow.parquet.read_table(tmp_path / "scores.parquet").to_pydict()
    np.testing.assert_array_equal(np.array(written["total_low"], dtype=float), expected["total_low"])


def test_who_has_no_calibration(run, sample, tmp_path):
    """Few people, another set, another file, and one that is not there."""
    few = tmp_path / "few.csv"
    few.write_text("".join(sample.read_text().splitlines(keepends=True)[:100]))
    refused = run("calibrate", "purpose-index", few, "--output", tmp_path / "few.json")
    assert refused.exit_code == 2
    assert "few-people-for-calibration" in refused.stderr
    assert not (tmp_path / "few.json").exists()
    run("calibrate", "purpose-index", sample, "--output", tmp_path / "c.json")
    for q, path, words in (
        ("working-with-purpose", tmp_path / "c.json", "scores differently"),
        ("purpose-index", sample, "calibration"),
        ("purpose-index", tmp_path / "none.json", "No such file"),
    ):
        told = run("score", q, sample, "--calibration", path)
        assert told.exit_code == 2
        assert words in told.stderr
        assert not told.stdout
    assert (
        run("score", "purpose-index", sample, "--calibration", tmp_path / "c.json", "-o", tmp_path / "c.json").exit_code
        == 2
    )


def test_notes_say_what_is_doubtful(run, tmp_path):
    """An option that nobody chose, on standard error, with its place."""
    rng = np.random.default_rng(3)
    x = 2 + np.digitize(rng.normal(size=(120, 1)) + 0.6 * rng.logistic(size=(120, 12)), [-1, 0, 1])
    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows([Q.item_ids, *x.tolist()])
    told = run("calibrate", "purpose-index", tmp_path / "a.csv", "--scale", "greater_good")
    assert told.exit_code == 0
    assert "Note: $.scales.greater_good.items.q05: Nobody chose 1" in told.stderr
