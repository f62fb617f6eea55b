from __future__ import annotations

import json
import re

import pytest
from typer.testing import CliRunner

import purpose_index as pi
from purpose_index.checks.examples import BASE, example_set
from purpose_index.cli.app import app

REVERSED = BASE.replace("{id: q2, ", "{id: q2, reverse: true, ").replace("{id: q4, ", "{id: q4, reverse: true, ")


@pytest.fixture
def sets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(REVERSED, encoding="utf-8")
    return tmp_path


def test_diff_says_what_scores_do_and_which_version_it_takes(run, sets):
    done = run("diff", "old.yaml", "new.yaml")
    assert done.exit_code == 1
    assert (
        "work 'q2' is reversed; 'q4' is reversed: the index of people who answer everything moves by −50.0 to +50.0"
        in " ".join(done.stdout.split())
    )
    assert done.stdout.endswith("Scoring changed: the version must be 2.0.0 or higher.\n")
    (sets / "new.yaml").write_text(REVERSED.replace('"1.0.0"', '"2.0.0"'), encoding="utf-8")
    done = run("diff", "old.yaml", "new.yaml", "--format", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["enough"] is True


def test_diff_of_the_same_set_of_two_sets_and_of_none(run, sets):
    assert run("diff", "old.yaml", "old.yaml").stdout.endswith("Nothing changed: the version is high enough.\n")
    done = run("diff", "old.yaml", "purpose-index")
    assert done.exit_code == 1
    assert "two sets, not two versions of one" in done.stdout
    assert run("diff", "nowhere.yaml", "new.yaml").exit_code == 2


def test_diff_says_which_words_changed_in_which_language(run, sets):
    text = BASE.replace("nl: Mijn werk geeft", "nl: Dit werk geeft").replace('"1.0.0"', '"1.1.0"')
    (sets / "new.yaml").write_text(text, encoding="utf-8")
    done = run("diff", "old.yaml", "new.yaml")
    assert done.exit_code == 0
    (told,) = [block for block in done.stdout.split("\n\n") if block.startswith("$.")]
    place, _, words = " ".join(told.split()).partition(": ")
    assert place == "$.items.q2.text, nl"
    assert words.replace("'Mijn", "'Dit", 1).split(" -> ")[0] == words.split(" -> ")[1]
    assert "Words changed, scoring did not: the version is high enough." in done.stdout
    (found,) = json.loads(run("diff", "old.yaml", "new.yaml", "--format", "json").stdout)["texts"]
    assert (found["path"], found["language"]) == ("$.items.q2.text", "nl")
    assert (found["before"][:4], found["after"][:3]) == ("Mijn", "Dit")


def test_diff_says_which_words_are_new_and_which_are_gone(run, sets):
    text = BASE.replace("languages: [nl, en]", "languages: [en]")
    text = re.sub(r'nl: (?:"[^"]*"|[^,}]*), en:', "en:", text)
    (sets / "new.yaml").write_text(text, encoding="utf-8")
    gone = run("diff", "old.yaml", "new.yaml").stdout
    new = run("diff", "new.yaml", "old.yaml").stdout
    assert "$.items.q2.text, nl is gone: '" in gone
    assert gone.count(", nl is gone: '") == new.count(", nl is new: '") > 5
    assert ", en" not in gone


def test_diff_takes_bundled_sets_on_both_sides_and_standard_input(run, sets):
    for before, after in (
        ("purpose-index", "purpose-index"),
        ("old.yaml", "purpose-index"),
        ("purpose-index", "old.yaml"),
    ):
        assert run("diff", before, after).exit_code == (0 if before == after else 1)
    done = CliRunner().invoke(app, ["diff", "-", "new.yaml"], input=BASE)
    assert done.exit_code == 1
    assert "'q2' is reversed" in done.stdout
    assert "standard-input-twice" in CliRunner().invoke(app, ["diff", "-", "-"], input=BASE).stderr


def test_new_writes_a_set_that_passes_its_own_check(run, sets):
    assert run("new", "mine.yaml", "--id", "mine").exit_code == 0
    assert run("check", "mine.yaml", "--strict").stdout.startswith("1 question set: nothing found;")
    q = pi.load("mine.yaml")
    assert (q.id, len(q.scales)) == ("mine", 2)
    assert (sets / "mine.yaml").read_text(encoding="utf-8").count("#") > 8


def test_new_to_standard_output_and_its_refusals(run, sets):
    assert pi.loads(run("new").stdout).id == "my-question-set"
    assert run("new", "old.yaml").exit_code == 2
    assert (sets / "old.yaml").read_text(encoding="utf-8") == BASE
    assert run("new", "--id", "Not An Id").exit_code == 2
    assert run("new", "--id", "a\nversion: x").exit_code == 2


def test_plan_from_declared_values(run):
    first, second = (run("plan", "--items", 5, "--alpha", 0.8).stdout for _ in range(2))
    assert first == second
    alpha, omega = re.search(r"^scale +5 +0.80 +(\d+) +(\d+)$", first, re.MULTILINE).groups()
    assert int(alpha) == 191  # 156 for half of the studies
    assert int(omega) == pytest.approx(191, rel=0.05)  # equally good items: omega is alpha
    assert run("plan", "--items", 2, "--draws", 20).stdout.splitlines()[2].endswith("–")


def test_plan_writes_a_level_with_the_decimals_that_it_has(run):
    done = run("plan", "--items", 2, "--level", 0.999)
    assert done.stdout.startswith("People for an interval of 0.1 at 99.9%, in 80% of studies\n")


def test_plan_is_for_scales_of_two_items_and_for_the_most_options_that_an_item_has(run, sets):
    two = "[{value: 1, label: {nl: nee, en: no}}, {value: 5, label: {nl: ja, en: yes}}]"
    scales = [
        f"{{id: {name}, name: {{nl: {name}, en: {name}}}, items: {items}}}"
        for name, items in [("one", "[q1]"), ("pair", "[q1, q2]"), ("three", "[q2, q3, q4]")]
    ]
    text = json.dumps(example_set(f"items: [{{id: q3, options: {two}}}]\nscales: [{', '.join(scales)}]"))
    (sets / "mine.json").write_text(text, encoding="utf-8")
    quick = ("--draws", 20, "--alpha", 0.7, "--width", 0.2)
    found = [line.split() for line in run("plan", "mine.json", *quick).stdout.splitlines()[2:-1]]
    assert [(line[0], line[1], line[4]) for line in found[:2]] == [("work", "4", found[0][4]), ("pair", "2", "–")]
    assert [line[0] for line in found] == ["work", "pair", "three"]
    five, few = (run("plan", "--items", 3, "--categories", n, *quick).stdout.splitlines()[2].split() for n in (5, 2))
    assert found[2][1:] == five[1:]
    assert five[4] != few[4]


def test_plan_for_items_that_share_nothing_has_no_omega(run):
    line = run("plan", "--items", 3, "--alpha", 0, "--width", 0.5, "--draws", 20).stdout.splitlines()[2].split()
    assert line[4] == "–"
    assert int(line[3]) > 50


def test_plan_from_a_pilot(run, leadership):
    question_set, answers = leadership
    done = run("plan", question_set, "--responses", answers, "--width", 0.05, "--draws", 10)
    scales = pi.analyze(pi.load(question_set), answers).scales
    for line, scale in zip(done.stdout.splitlines()[2:5], scales.values(), strict=True):
        assert line.split()[:3] == [scale.id, str(scale.k), f"{scale.alpha.value:.2f}"]


@pytest.mark.parametrize(
    "arguments",
    [(), ("--items", 1), ("--items", 5, "--width", 2), ("--items", 5, "--seed", -1), ("--items", 5, "--alpha", 1.5)],
)
def test_plan_refuses_what_cannot_be(run, arguments):
    assert run("plan", *arguments).exit_code == 2
