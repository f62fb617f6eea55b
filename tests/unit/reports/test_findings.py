"""Every format of findings, read by a strict parser, with texts that try to steer it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from markdown_it import MarkdownIt

import purpose_index as pi
from purpose_index.checks.examples import BASE
from purpose_index.question_set.characters import clean_text
from purpose_index.reports.findings import render

HOSTILE = [
    "]]>",
    "::error file=a.py,line=1::gone",
    "a%0Ab\n::error::new line",
    "</script><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1+1, -1, @SUM(1)",
    "\u202egnp.exe\u202c",
    "\x1b[31mred\x07\x00",
    "| cell | [link](javascript:alert(1)) ![x](y) `code` **bold** <img src=x>",
    "# heading\n\n- list",
    "' \" & < > \\ \u2028 \ufffe",
    "@everyone www.example.com",
]
SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
COMMAND = re.compile(r"::(error|warning|notice) ((?:\w+=[^,:]*)(?:,\w+=[^,:]*)*)::(.*)")


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """One set with hostile names under a hostile file name, one that cannot be read, and a clean one."""
    folder = tmp_path_factory.mktemp("sets")
    waivers = "".join(f"  - {{rule: {json.dumps(text)}, reason: x}}\n" for text in HOSTILE if clean_text(text))
    keys = "".join(f"? {json.dumps(text)}\n: 1\n" for text in HOSTILE)
    waived = "  - {rule: double-barrelled, reason: 'a | set ]]> phrase <b>'}\n"
    text = BASE.replace("energie.", "energie en rust.") + f"waivers:\n{waived}{waivers}"
    hostile = folder / "a%b,c:::error::|]]><b>\u202e=1.yaml"
    hostile.write_text(text, encoding="utf-8")
    broken = folder / "b.yaml"
    broken.write_text(BASE + keys, encoding="utf-8")
    clean = folder / "c.yaml"
    clean.write_text(BASE, encoding="utf-8")
    return [pi.check(path) for path in (hostile, broken, clean)]


@pytest.fixture(scope="module")
def expected(reports):
    return [(found.rule, found.line, found.message) for report in reports for found in report.findings]


def test_the_fixture_is_hostile_enough(reports, expected):
    assert len(expected) > 20
    assert len(reports[0].waived) == 1


def test_json_carries_all_and_two_verdicts(reports, expected):
    data = json.loads(render("json", reports))
    assert [(found["rule"], found["line"], found["message"]) for found in data["findings"]] == expected
    assert data["verdicts"] == {"definition": "error", "evidence": "not_checked"}
    assert set(data["findings"][0]) >= {"rule", "severity", "message", "hint", "file", "line", "column", "path"}
    assert data["total"] == len(expected) == sum(data["counts"].values())
    assert [found["reason"] for found in data["waived"]] == ["a | set ]]> phrase <b>"]


def test_json_is_inert_in_a_page(reports):
    assert "<" not in render("json", reports)


def test_github_annotations_are_commands_and_nothing_else(reports, expected):
    def plain(text):
        return (
            text.replace("%3A", ":").replace("%2C", ",").replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        )

    lines = render("github", reports).splitlines()
    commands = [match for line in lines if (match := COMMAND.fullmatch(line))]
    others = [line for line in lines if not COMMAND.fullmatch(line)]
    found = []
    for match in commands:
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        found.append((plain(properties["title"]), int(properties["line"]), plain(match[3]).split("\n")[0]))
        assert plain(properties["file"]) in {report.file for report in reports}
    assert found == expected
    assert len(others) == 1
    assert not others[0].startswith("::")


def test_gitlab_entries_have_distinct_fingerprints(reports, expected):
    entries = json.loads(render("gitlab", reports))
    assert [(e["check_name"], e["location"]["lines"]["begin"]) for e in entries] == [e[:2] for e in expected]
    assert all(e["description"].startswith(message) for e, (_, _, message) in zip(entries, expected, strict=True))
    assert len({e["fingerprint"] for e in entries}) == len(entries)
    assert {e["severity"] for e in entries} <= {"info", "minor", "major", "critical", "blocker"}
    assert all(set(e) == {"description", "check_name", "fingerprint", "severity", "location"} for e in entries)


def test_sarif_is_valid_and_suppresses_what_is_waived(reports, expected):
    log = json.loads(render("sarif", reports))
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    live = [result for result in run["results"] if "suppressions" not in result]
    found = [
        (
            result["ruleId"],
            result["locations"][0]["physicalLocation"]["region"]["startLine"],
            result["message"]["text"],
        )
        for result in live
    ]
    assert [f[:2] for f in found] == [e[:2] for e in expected]
    assert all(text.startswith(message) for (_, _, text), (_, _, message) in zip(found, expected, strict=True))
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert len(run["results"]) - len(live) == 1
    prints = [result["partialFingerprints"]["purposeIndex/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert {unquote(uri) for uri in uris} == {report.file for report in reports[:2]}


def test_junit_is_well_formed_and_its_counts_are_right(reports, expected):
    root = ElementTree.fromstring(render("junit", reports))  # expat refuses what is not well-formed
    failures = [(case, failure) for case in root.iter("testcase") for failure in case.iter("failure")]
    found = [(case.get("name").split()[0], int(case.get("line")), failure.get("message")) for case, failure in failures]
    assert found == expected
    for element in (root, *root.iter("testsuite")):
        assert int(element.get("tests")) == len(list(element.iter("testcase")))
        assert int(element.get("failures")) == len(list(element.iter("failure")))
        assert int(element.get("skipped")) == len(list(element.iter("skipped")))
    (passed,) = [case for case in root.iter("testcase") if len(case) == 0]
    assert (passed.get("classname"), passed.get("name")) == (reports[2].file, "definition")


def test_markdown_shows_every_text_as_it_is(reports, expected):
    tokens = (
        MarkdownIt("commonmark")
        .enable("table")
        .enable("linkify", ignoreInvalid=True)
        .parse(render("markdown", reports))
    )
    cells = [token for token in tokens if token.type == "inline"]
    kinds = {child.type for cell in cells for child in cell.children}
    assert kinds <= {"text", "text_special"}
    assert not [token for token in tokens if token.type.startswith("html")]
    shown = ["".join(child.content for child in cell.children) for cell in cells]
    assert [text for text in shown if text in {message for _, _, message in expected}] == [e[2] for e in expected]
    assert all("@everyone" not in cell.content for cell in cells)
    assert any("@everyone" in unescape(cell.content) for cell in cells)


def test_text_shows_the_line_with_the_place_underlined(reports, expected):
    text = render("text", reports)
    assert not [c for c in text if not c.isprintable() and c != "\n"]
    heads = re.findall(r"^(?:error|warning|info)\[([a-z-]+)\]: (.*)$", text, re.MULTILINE)
    assert heads == [(rule, message) for rule, _, message in expected]
    (at,) = [i for i, line in enumerate(text.splitlines()) if line.startswith("waived[double-barrelled]")]
    _, _, _, code, underline, reason = text.splitlines()[at : at + 6]
    start, end = underline.index("^"), underline.rindex("^") + 1
    assert code[start:end] == "en"
    assert reason == "   = waived: a | set ]]> phrase <b>"


def test_text_is_coloured_only_on_demand(reports):
    assert "\x1b[" not in render("text", reports)
    assert "\x1b[1;31merror[" in render("text", reports, color=True)


def test_a_long_line_is_cut_around_the_place(tmp_path):
    path = tmp_path / "long.yaml"
    words = " ".join(f"w{i}" for i in range(60))
    path.write_text(BASE.replace("Ik weet waar mijn werk voor dient.", f"Ik {words} altijd."), encoding="utf-8")
    text = render("text", [pi.check(path, rules=["absolute-word"])])
    code, underline = text.splitlines()[3:5]
    assert len(code) < 120
    assert code[underline.index("^") : underline.rindex("^") + 1] == "altijd"


def test_wide_letters_and_tabs_keep_the_underline_in_place(tmp_path):
    path = tmp_path / "wide.yaml"
    path.write_text(BASE.replace("nl: Mijn werk geeft", "nl: 仕事 altijd geeft"), encoding="utf-8")
    code, underline = render("text", [pi.check(path, rules=["absolute-word"])]).splitlines()[3:5]
    assert underline.index("^") == code.index("altijd") + 2  # two letters of two columns


def test_every_format_says_how_many_are_not_shown():
    items = [{"id": f"q{i}", "options": "agreement", "text": {"en": f"Line {i} <b>x</b>"}} for i in range(250)]
    labels = [{"value": i, "label": {"en": f"label {i}"}} for i in (1, 2)]
    data = {
        "id": "many",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Many"},
        "options": {"agreement": labels},
        "items": items,
        "scales": [{"id": "s", "name": {"en": "S"}, "items": "all"}],
    }
    report = pi.check(data, rules=["markup-in-text"])
    assert json.loads(render("json", [report]))["total"] == 250
    assert json.loads(render("sarif", [report]))["runs"][0]["properties"]["total"] == 250
    for form in ("text", "github", "markdown"):
        assert "and 150 more" in render(form, [report]).lower()
    assert "250 warnings" in ElementTree.fromstring(render("junit", [report])).find(".//system-out").text


def test_an_unknown_format_lists_the_known_ones():
    with pytest.raises(pi.ArgumentError, match="'text', 'json', 'github', 'gitlab', 'sarif', 'junit' and 'markdown'"):
        render("html", [])


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with two flawed sets in a folder below its root, which is where the command runs."""
    (tmp_path / ".git").mkdir()
    here = tmp_path / "part" / "questions"
    here.mkdir(parents=True)
    for name in ("one.yaml", "two words.yaml"):
        (here / name).write_text(BASE.replace("My work gives", "My work always gives"), encoding="utf-8")
    (tmp_path / "part" / "link.yaml").symlink_to(here / "one.yaml")
    monkeypatch.chdir(tmp_path / "part")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "questions/two words.yaml",
        "./questions//two words.yaml",
        "../part/questions/two words.yaml",
        "{root}/part/questions/two words.yaml",
    ],
)
def test_code_review_gets_a_path_from_the_root_of_the_repository(repository, name):
    reports = [pi.check(name.format(root=repository))]
    (result,) = json.loads(render("sarif", reports))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "part/questions/two%20words.yaml"
    (entry,) = json.loads(render("gitlab", reports))
    assert entry["location"]["path"] == "part/questions/two words.yaml"
    assert render("github", reports).startswith("::warning file=part/questions/two words.yaml,line=")
    expected = pi.check("questions/two words.yaml").findings[0].fingerprint
    assert result["partialFingerprints"]["purposeIndex/v1"] == entry["fingerprint"] == expected


def test_a_link_is_named_as_the_repository_knows_it_and_what_is_outside_as_it_is(
    repository, tmp_path_factory, monkeypatch
):
    assert pi.check("link.yaml").findings[0].repository_file == "part/link.yaml"
    monkeypatch.chdir(repository)
    outside = tmp_path_factory.mktemp("outside") / "set.yaml"
    outside.write_text(BASE.replace("My work gives", "My work always gives"), encoding="utf-8")
    assert pi.check(outside).findings[0].repository_file == str(outside)
    monkeypatch.chdir(outside.parent)
    assert pi.check("./set.yaml").findings[0].repository_file == "set.yaml"
    assert pi.check({"items": []}).findings[0].repository_file == ""


def test_findings_show_in_print_in_rich_and_in_a_notebook(reports):
    report = reports[0]
    assert str(report) == render("text", [report]).rstrip("\n")
    assert report.__rich__().plain == str(report)
    html = report._repr_html_()
    assert html.count("<tr>") == 1 + len(report.findings) + len(report.waived)
    assert "<script>alert" not in html
    assert "nothing found" in str(reports[2])
    assert len(repr(report)) < 200


def test_a_clean_report_is_a_sentence_in_a_notebook():
    shown = pi.check("purpose-index")._repr_html_()
    assert "<p>1 question set: nothing found; definition clean, evidence not checked.</p>" in shown
    assert "<p><strong>purpose-index</strong></p>" in shown
    assert "<table" not in shown.partition("</style>")[2]
