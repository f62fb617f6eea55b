"""Every real file of another format gives what its README says that it holds, or is refused by what it is."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index import interop
from tests.unit.interop.conftest import FOLDER

# the items that a file holds; or why it holds none
HOLDS: dict[str, int | str] = {
    "fhir/android-fhir-translations-R4.json": 1,
    "fhir/fhirpathjs-weight-R4-questionnaire.json": 2,
    "fhir/fhirpathjs-weight-R5-questionnaire.json": 2,
    "fhir/lforms-contained-valueset-expansion-R4.json": 2,
    "fhir/lforms-phq9-R4.json": 9,
    "fhir/made-purpose-index-R4B.json": 12,
    "fhir/made-purpose-index-R5.json": 12,
    "formr/all_widgets.xlsx": 10,
    "formr/gods_example_items.json": 7,
    "formr/random_items.xlsx": 22,
    "irw/made_bad.csv": "answered-twice",
    "irw/made_purpose_index.csv": 5,
    "limesurvey/citric-answers-array-DB638.lss": 5,
    "limesurvey/citric-free-text-DB447.lsq": "nothing-to-score",
    "limesurvey/citric-group-DB479.lsg": 1,
    "limesurvey/citric-survey-DB641.lss": 1,
    "limesurvey/made-array-nl-en-DB717.lsq": 4,
    "qualtrics/sp-test-survey.qsf": 12,
    "redcap/made-purpose-index-dictionary.csv": 6,
    "redcap/redcapr-color-boxes-dictionary.csv": "nothing-to-score",
    "redcap/redcapr-decimal-comma-dictionary.csv": "nothing-to-score",
    "redcap/redcapr-problematic-dictionary.csv": 5,
    "redcap/redcapr-survey-dictionary.csv": 11,
    "redcap/redcapr-validation-types-dictionary.csv": 4,
    "reproschema/GAD7/GAD7_schema": 7,
    "spss/haven-umlauts.sav": 1,
    "spss/made-nl-usermissing.sav": 1,
    "spss/pyreadstat-hebrew.sav": "nothing-to-score",
    "spss/pyreadstat-missing-char.sav": "nothing-to-score",
    "spss/pyreadstat-missing-test.sav": "nothing-to-score",
    "spss/pyreadstat-multiple-response.sav": "nothing-to-score",
    "spss/pyreadstat-ordered-category.sav": 1,
    "spss/pyreadstat-sample-missing.sav": 2,
    "spss/pyreadstat-sample.sav": 2,
    "spss/srw-greetings-utf8.sav": "nothing-to-score",
    "spss/srw-spssio-test.sav": "nothing-to-score",
    "spss/srw-zlib.zsav": "nothing-to-score",
    "surveyjs/novacode-survey.json": 4,
    "surveyjs/purpose-index.survey.json": 14,
    "xlsform/pyxform-case-insensitivity.xlsx": 1,
    "xlsform/pyxform-choice-filter.xlsx": 3,
    "xlsform/pyxform-duplicate-columns.xlsx": "unreadable-source",
    "xlsform/pyxform-or-other.xlsx": 2,
    "xlsform/pyxform-table-list.xls": 2,
    "xlsform/pyxform-ucl-biomass-en-sw.xlsx": 7,
}
# what is no set of questions in its format, which the message says
NO_SET = {
    "fhir/fhirpathjs-weight-R4-response.json": "Questionnaire",
    "fhir/fhirpathjs-weight-R5-response.json": "Questionnaire",
    "fhir/made-purpose-index-response.json": "Questionnaire",
    "formr/gods_example_results.json": "'items'",
    "limesurvey/made-responses-code.csv": "XML",
    "qualtrics/made-matrix-labels.csv": "JSON",
    "qualtrics/made-matrix-recoded.csv": "JSON",
    "qualtrics/ropensci-sample-legacy-scrubbed.csv": "JSON",
    "qualtrics/ropensci-sample-scrubbed.csv": "JSON",
    "redcap/made-purpose-index-export.csv": "data dictionary",
    "redcap/redcapr-color-boxes-data.csv": "data dictionary",
    "redcap/redcapr-survey-data-scrubbed.csv": "data dictionary",
    "surveyjs/novacode-response.json": "survey of SurveyJS",
}


def read(path, name):
    options = {"irw": {"values": (1, 5)}}.get(name, {})
    return getattr(interop, name).read(path, missing_texts="copy", **options)


@pytest.mark.parametrize("name", HOLDS)
def test_a_real_file_gives_its_items_and_a_report_or_its_reason(name, interop_file):
    path, form, expected = interop_file(name), name.partition("/")[0], HOLDS[name]
    if isinstance(expected, str):
        with pytest.raises(pi.PurposeIndexError) as caught:
            read(path, form)
        assert [issue.code for issue in caught.value.issues] == [expected]
        return
    found = read(path, form)
    assert len(found.question_set.items) == expected
    assert found.report
    for issue in found.report:
        assert issue.code in {"import-dropped", "import-invented", "import-guessed"}
        assert issue.path.startswith("$")
        assert issue.message


@pytest.mark.parametrize("name", NO_SET)
def test_answers_alone_are_refused_by_what_they_are_not(name, interop_file):
    with pytest.raises(pi.DefinitionError) as caught:
        read(interop_file(name), name.partition("/")[0])
    (issue,) = caught.value.issues
    assert issue.code == "unreadable-source"
    assert NO_SET[name] in issue.message


def test_no_real_file_is_passed_over(interop_file):
    interop_file("README.md")
    elsewhere = {"forms", "lavaan"}  # answers to a set that there is; a text that is written
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*") if path.is_file()}
    there = {name for name in there if name.partition("/")[0] not in elsewhere}
    assert there == (HOLDS.keys() | NO_SET.keys()) - {"reproschema/GAD7/GAD7_schema"}
