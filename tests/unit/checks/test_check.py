from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from dataclasses import replace

import pytest

import purpose_index as pi
from purpose_index.checks.examples import BASE, example
from purpose_index.checks.report import Finding, report_of

WAIVED = "waivers: [{rule: double-barrelled, path: '$.items[0]', reason: a set phrase here}]\n"
BARRELLED = "items: [{id: q1, text: {nl: Ik ken het reilen en zeilen van mijn werk.}}]"


def codes(report):
    return [finding.code for finding in report.findings]


def test_bundled_sets_are_clean():
    for name in pi.instruments():
        report = pi.check(name)
        assert report.findings == report.waived == ()
        assert report.verdicts == {"definition": "clean", "evidence": "not_checked"}


def test_a_path_a_mapping_and_a_questionnaire_give_the_same_findings(tmp_path):
    data = example("items: [{id: q2, reverse: true, text: {en: My work wears me out.}}]")
    path = tmp_path / "set.json"
    path.write_text(__import__("json").dumps(data), encoding="utf-8")
    expected = ["lone-reversed-item"]
    assert codes(pi.check(data)) == codes(pi.check(path)) == codes(pi.check(pi.load(data))) == expected


def test_only_a_file_has_places(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("My work gives", "My work always gives"), encoding="utf-8")
    (found,) = pi.check(path).findings
    line = path.read_text(encoding="utf-8").splitlines()[found.line - 1]
    assert line[found.column - 1 : found.end_column - 1] == "always"
    (found,) = pi.check(pi.load(path)).findings
    assert found.line is found.column is found.end_column is None


def test_three_unrelated_defects_are_three_findings(tmp_path):
    text = BASE.replace("en: agree}", "en: disagree}")  # two equal labels
    text = text.replace("items: [q1, q2, q3, q4]", "items: [q1, q2, q3, q4, q9]")  # an item that there is not
    text = text.replace("Others benefit from what I do.", "Others obviously benefit from what I do.")
    path = tmp_path / "set.yaml"
    path.write_text(text, encoding="utf-8")
    assert codes(pi.check(path)) == ["duplicate-label", "leading-words", "unknown-item"]


def test_reading_goes_on_past_a_misspelt_field(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("{id: q3,", "{id: q3, revers: true,").replace("gives me", "never gives me"), "utf-8")
    assert codes(pi.check(path)) == ["absolute-word", "unknown-field"]


def test_what_cannot_be_read_at_all_is_a_finding_with_its_place(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text("id: x\ntitle: [", encoding="utf-8")
    (found,) = pi.check(path).findings
    assert (found.code, found.severity, found.line) == ("yaml-syntax", "error", 3)
    path.write_bytes("title: Coördinatie".encode("latin-1"))
    assert codes(pi.check(path)) == ["not-utf8"]


def test_what_reading_leaves_untold_is_counted(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text("source: " + "\x07" * 250, encoding="utf-8")
    report = pi.check(path)
    assert (report.total, len(report.findings)) == (250, 100)
    assert report.verdicts["definition"] == "error"


def test_a_file_that_is_not_there_is_an_error():
    with pytest.raises(pi.DefinitionError, match="cannot be read"):
        pi.check("no/such/file.yaml")


def test_a_waived_finding_is_shown_as_waived_and_counts_no_more():
    report = pi.check(example(WAIVED + BARRELLED))
    assert report.findings == ()
    assert [(found.code, found.waived) for found in report.waived] == [("double-barrelled", "a set phrase here")]
    assert report.total == 0
    assert report.verdicts["definition"] == "clean"


def test_a_waiver_elsewhere_does_not_count_and_is_reported_as_unused():
    report = pi.check(example(WAIVED.replace("[0]", "[1]") + BARRELLED))
    assert sorted(codes(report)) == ["double-barrelled", "unused-waiver"]
    told = {found.code: found.message for found in report.findings}
    assert told["unused-waiver"] == "There is no 'double-barrelled' at $.items[1] to waive."
    (found,) = pi.check(example(WAIVED.replace(", path: '$.items[0]'", ""))).findings
    assert found.message == "There is no 'double-barrelled' to waive."


def test_a_path_that_only_begins_like_the_waived_one_is_not_waived():
    data = example(WAIVED.replace("[0]", "[1]"))
    texts = [f"Zin {i} over werk." for i in range(10)] + ["Ik ken het reilen en zeilen van mijn werk."]
    items = [
        {"id": f"i{i}", "text": {"nl": nl, "en": f"Line {i} on it."}, "options": "agreement"}
        for i, nl in enumerate(texts)
    ]
    scales = [{**data["scales"][0], "items": "all"}]
    report = pi.check({**data, "items": items, "scales": scales}, rules=["double-barrelled"])
    assert [found.path for found in report.findings] == ["$.items[10].text.nl"]


def test_a_waiver_of_a_rule_that_did_not_run_is_not_unused():
    data = example("waivers: [{rule: stale-translation, reason: only a comma}]")
    assert pi.check(data).findings == ()
    assert pi.check(example(WAIVED), ignore=["double-barrelled"]).findings == ()


def test_a_waiver_of_no_rule_is_told_with_the_nearest_one():
    (found,) = pi.check(example("waivers: [{rule: double-barreled, reason: x}]")).findings
    assert found.code == "unused-waiver"
    assert found.hint == "Did you mean 'double-barrelled'?"


def test_select_and_ignore():
    data = example("items: [{id: q1, text: {en: I always know what my work is for and why.}}]")
    assert codes(pi.check(data)) == ["absolute-word", "double-barrelled"]
    assert codes(pi.check(data, rules=["absolute-word"])) == ["absolute-word"]
    assert codes(pi.check(data, ignore=["absolute-word"])) == ["double-barrelled"]
    assert codes(pi.check(data, rules=["evidence"])) == []


def test_what_reading_refuses_cannot_be_left_out():
    data = example("scales: [{id: work, items: [q1, q9]}]")
    assert codes(pi.check(data, rules=["spacing"], ignore=["unknown-item"])) == ["unknown-item"]


def test_ten_thousand_defects_of_reading_are_capped_counted_and_fast(tmp_path):
    item = '  - {{id: q{0}, options: nope, extra: 1, text: {{nl: "Zin {0}", en: "Line {0}"}}}}\n'
    band = "      - {{id: b{0}, from: 50, to: 40, text: {{nl: Tekst {0}., en: Text {0}.}}}}\n"
    scale = "scales:\n  - id: work\n    name: {nl: Werk, en: Work}\n    items: all\n    feedback:\n"
    head = BASE.partition("items:\n")[0]
    items = "".join(item.format(i) for i in range(1000))
    path = tmp_path / "set.yaml"
    path.write_text(f"{head}items:\n{items}{scale}{''.join(band.format(i) for i in range(8000))}", encoding="utf-8")
    started = time.process_time()
    report = pi.check(path)
    assert time.process_time() - started < 30
    assert report.counts == {"info": 0, "warning": 0, "error": 10_000}  # 1,000 x 2 at the items and 8,000 bands
    assert len(report.findings) == 100
    assert {finding.severity for finding in report.findings} == {"error"}


def test_the_total_of_a_capped_list_is_exact():
    items = [
        {"id": f"q{i}", "options": "agreement", "text": {"nl": f"Zin {i} TODO", "en": f"Line {i} <b>bold</b>"}}
        for i in range(1000)
    ]
    scales = [{"id": "work", "name": {"nl": "Werk", "en": "Work"}, "items": "all"}]
    bands = [
        {
            "id": f"b{i}",
            "from": i / 90,
            "to": (i + 1) / 90,
            "text": {"nl": f"Tekst {i}  is TODO.", "en": f"A  text {i}."},
        }
        for i in range(9000)
    ]
    scales[0]["feedback"] = bands
    report = pi.check(
        {**example(""), "items": items, "scales": scales}, rules=["spacing", "markup-in-text", "unfinished-text"]
    )
    assert report.counts == {"info": 9000, "warning": 1000, "error": 10_000}
    assert report.total == 20_000
    assert len(report.findings) == 100


def test_the_fingerprint_of_a_finding_stays_when_lines_move_and_differs_from_all_others(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("en: My work gives", "en: My work always gives"), encoding="utf-8")
    (before,) = pi.check(path).findings
    moved = path.read_text(encoding="utf-8").replace(
        "items:\n",
        "# a remark\nitems:\n  - {id: q0, options: agreement, text: {nl: Nul is niets, en: All or nothing}}\n",
        1,
    )
    path.write_text(moved, encoding="utf-8")
    report = pi.check(path)
    assert before.fingerprint in {finding.fingerprint for finding in report.findings}
    prints = [finding.fingerprint for finding in report.findings]
    assert len(set(prints)) == len(prints) > 3


def test_a_fingerprint_is_made_of_file_rule_path_by_ids_and_number(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = BASE.replace("My work gives me energy.", "My work always gives me all energy.")
    (tmp_path / "set.yaml").write_text(text, encoding="utf-8")
    found = pi.check("set.yaml", rules=["absolute-word"]).findings
    of = ["set.yaml\nabsolute-word\n$.items.q2.text.en\n1"]
    assert [finding.fingerprint for finding in found] == [hashlib.sha256(key.encode()).hexdigest()[:32] for key in of]
    (tmp_path / "set.yaml").write_text("title: {nl: \x07\x07}", encoding="utf-8")
    found = pi.check("set.yaml").findings
    of = [f"set.yaml\nforbidden-character\n$\n{number}" for number in (1, 2)]
    assert [finding.fingerprint for finding in found] == [hashlib.sha256(key.encode()).hexdigest()[:32] for key in of]


def test_what_reading_finds_ends_where_its_value_ends(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("options: agreement, text: {nl: De", "options: agreed, text: {nl: De"), "utf-8")
    (found,) = pi.check(path).findings
    line = path.read_text(encoding="utf-8").splitlines()[found.line - 1]
    assert (found.code, line[found.column - 1 : found.end_column - 1]) == ("unknown-options", "agreed")
    (found,) = pi.check(example("items: [{id: q4, options: agreed}]")).findings
    assert found.line is found.column is found.end_column is None


def test_the_baseline_may_be_any_form_and_must_be_usable(tmp_path):
    changed = example("items: [{id: q2, reverse: true}, {id: q4, reverse: true}]")
    path = tmp_path / "earlier.yaml"
    path.write_text(BASE, encoding="utf-8")
    for against in (path, example(""), pi.load(path)):
        assert codes(pi.check(changed, against=against)) == ["scoring-without-new-version"]
    path.write_text(BASE.replace("q4]", "q9]"), encoding="utf-8")
    with pytest.raises(pi.DefinitionError):
        pi.check(changed, against=path)


def test_no_control_character_of_a_set_reaches_a_finding(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("scale", "scale") + '"evil\\u202E\\x1b[31m": 1\n', encoding="utf-8")
    report = pi.check(path)
    assert "evil\\u202e\\u001b[31m" in f"{report.findings}".replace("\\\\", "\\")
    assert all(text.isprintable() for found in report.findings for text in (found.path, found.message, found.hint))


def test_definition_checks_import_neither_numpy_nor_scipy_nor_a_data_frame_library():
    program = (
        "import sys, purpose_index as pi; pi.check('purpose-index'); "
        "print(sorted({'numpy', 'scipy', 'pandas', 'polars', 'narwhals', 'pyarrow'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_report_says_itself_in_a_line():
    assert repr(pi.check("purpose-index")) == "CheckReport(purpose-index: definition clean, evidence not_checked)"


def test_a_waiver_of_one_part_is_not_one_of_a_part_whose_name_begins_alike():
    """A step of a path ends at a dot or a bracket: 'text.n' is not the beginning of 'text.nl'."""
    data = example(WAIVED.replace("$.items[0]", "$.items[0].text.n") + BARRELLED)
    assert sorted(codes(pi.check(data))) == ["double-barrelled", "unused-waiver"]
    data = example(WAIVED.replace("$.items[0]", "$.items[0].text") + BARRELLED)
    assert codes(pi.check(data)) == []
    data = example(WAIVED.replace(", path: '$.items[0]'", "") + BARRELLED)
    assert codes(pi.check(data)) == []


def test_of_too_many_findings_the_worst_are_kept_in_file_order():
    findings = [finding(line, "info") for line in range(1, 151)]
    findings[119:121] = finding(120, "error"), finding(121, "warning")
    report = report_of("set.yaml", findings, ["definition"], ())
    assert len(report.findings) == 100
    assert [found.line for found in report.findings] == [*range(1, 99), 120, 121]
    assert report.counts == {"info": 148, "warning": 1, "error": 1}
    assert report.verdicts["definition"] == "error"
    assert report.total == 150


def test_findings_stand_by_line_then_by_column_and_then_by_name():
    places = [(2, 1, "a"), (1, 9, "a"), (1, 3, "z"), (1, 3, "b"), (1, 1, "c"), (1, None, "y"), (None, None, "z")]
    findings = [Finding(code, "$", "x", "", line=line, column=column) for line, column, code in places]
    found = report_of("set.yaml", findings, ["definition"], ()).findings
    assert [(f.line, f.column, f.code) for f in found] == [places[i] for i in (6, 5, 4, 3, 2, 1, 0)]


def test_a_finding_is_shown_with_its_line_where_it_has_one():
    found = finding(12, "error")
    assert repr(found) == "Finding(spacing, error: $.title, line 12)"
    assert repr(replace(found, line=None, column=None)) == "Finding(spacing, error: $.title)"


def test_of_too_many_waived_findings_the_first_are_kept():
    waived = [replace(finding(line, "error"), waived="it is meant so") for line in range(150, 0, -1)]
    report = report_of("set.yaml", waived, ["definition"], ())
    assert [found.line for found in report.waived] == [*range(1, 101)]
    assert (report.total, report.verdicts["definition"]) == (0, "clean")


def finding(line, severity):
    return Finding("spacing", "$.title", "x", "", line=line, column=1, severity=severity)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answers.json", '[{"q01": 4, "remark": "my boss bullies me"}]'),
        ("x.txt", "my boss bullies me,4\n"),
        ("y.yaml", "- my boss bullies me\n- 'x"),
    ],
)
def test_a_line_of_what_may_be_a_file_of_answers_is_never_quoted(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = pi.check(tmp_path / name)
    assert report.findings
    assert "bullies" not in f"{report}{report._repr_html_()}{report.source}{report.findings}"


def test_what_is_wrong_beyond_the_hundredth_problem_breaks_no_rule():
    """Reading tells a hundred problems, and the rules meet all that it does not tell."""
    data = json.loads(json.dumps(example("")))
    data["scales"][0]["items"] = "all"
    data["items"] += [{"id": f"n{i}", "options": "agreement", "text": {"en": f"Line {i}."}} for i in range(100)]
    beyond = [{"nl": "Dat is het huis waar ik werk."}, {"nl": "Dat is het huis waar ik werkt."}, {"en": "That is it."}]
    data["items"] += [{"id": f"z{i}", "options": "agreement", "text": text} for i, text in enumerate(beyond)]
    data["options"] = data.pop("options")  # behind the items
    del data["options"]["agreement"][0]["label"]["en"], data["options"]["agreement"][1]["label"]["nl"]
    report = pi.check(data)
    assert report.counts == {"info": 0, "warning": 1, "error": 105}  # of z0 and z1, which read almost the same
    assert len(report.findings) == 100
