"""The reports as pages: of one team, for its leader and the team; and of one person, for that person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.validate import Answers, validate
from purpose_index.scoring.person import score
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from purpose_index.analysis.teams.results import Teams
    from purpose_index.errors import Fact
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.reports.team.result import Report

LIBRARIES = {"jinja2", "babel"}


def report(teams: Teams, team: Any, *, language: str | None = None, date: date | None = None) -> Report:
    """Return the report of one team: one HTML file, along the four half-days of the programme.

    Parameters
    ----------
    teams
        What `purpose_index.teams` returned. All in it may be shown; the leader's own answers are in the report too.
    team
        The team's name, as in `teams`, or as it is written.
    language
        A language of the question set; by default that of `teams`. Sentences are Dutch for 'nl' and its regions, else
        English.
    date
        The day that stands on the report; none by default, so that the same numbers give the same file.

    Returns
    -------
    Report
        With `.html` and `.save(path)`.

    Raises
    ------
    ArgumentError
        There is no such team or no such language, or the extra `report` is not installed.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> people = [{item: 2 + (i + j) % 3 for j, item in enumerate(q.item_ids)} for i in range(18)]
    >>> people = [{"team": "AB"[i % 2], "lead": i < 2, **answers} for i, answers in enumerate(people)]
    >>> found = pi.report(pi.teams(q, people, team="team", leader="lead"), "A", language="nl")
    >>> found.title, found.html.count("<svg class=")
    ('Teamverslag: A', 3)
    """
    name = _named(teams, team)
    language = checked_language(language or teams.language, teams.title)
    try:
        from purpose_index.reports.team.speech import Speech
        from purpose_index.reports.team.team_page import team_report
    except ModuleNotFoundError as missing:
        raise not_installed(missing) from None
    return team_report(teams, teams[name], Speech(language), date)


def personal_report(
    q: QuestionSetLike, answers: Mapping[str, Any], *, language: str | None = None, date: date | None = None
) -> Report:
    """Return the report of one person: scores, answers and questions to think about, and no verdict.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    answers
        A mapping of item id to value, or the `Answers` that `validate` returned.
    language
        A language of the question set; by default its first. Sentences are Dutch for 'nl' and its regions, else
        English.
    date
        The day that stands on the report; none by default.

    Returns
    -------
    Report
        With `.html` and `.save(path)`.

    Raises
    ------
    ResponseError
        The answers are not valid.
    ArgumentError
        There is no such language, or the extra `report` is not installed.

    Notes
    -----
    Bands of feedback are not in it: two scores that differ by less than their error can be in two bands. Scores are in
    points of the answers; from 0 to 100 where items have unlike ranges.

    Examples
    --------
    >>> import purpose_index as pi
    >>> report = pi.personal_report("purpose-index", {"q03": 4, "q04": 5, "q08": 4}, language="en")
    >>> report.title, "4.3" in report.html
    ('Your own report: The Purpose Index', True)
    """
    q = question_set_of(q)
    valid = answers if isinstance(answers, Answers) else validate(q, answers)
    language = language_of(q, language)
    try:
        from purpose_index.reports.team.person_page import person_report
        from purpose_index.reports.team.speech import Speech
    except ModuleNotFoundError as missing:
        raise not_installed(missing) from None
    return person_report(q, valid, score(q, valid), Speech(language), date)


def checked_language(language: str, texts: Any) -> str:
    """Return a language that the question set has texts in."""
    if language not in texts:
        message = f"This question set has no texts in {language!r}."
        facts: dict[str, Fact] = {"language": language, "languages": tuple(texts)}
        hint = did_you_mean(language, texts)
        raise ArgumentError(message, [Issue("unknown-language", "$.language", message, hint, facts=facts)])
    return language


def not_installed(missing: ModuleNotFoundError) -> Exception:
    """Return what to raise where a library is not there: an error that names the extra, where it is one of ours."""
    if missing.name not in LIBRARIES:
        return missing
    message = f"A report needs {missing.name}, which is not installed."
    hint = "Run: python -m pip install 'purpose-index[report]'"
    return ArgumentError(
        message, [Issue("report-not-installed", "$", message, hint, facts={"library": str(missing.name)})]
    )


def _named(teams: Teams, team: Any) -> Any:
    """Return the name of a team: itself, or the only one that is written so."""
    for alike in ([name for name in teams if name == team], [name for name in teams if str(name) == str(team)]):
        if len(alike) == 1:
            return alike[0]
    message = f"There is no team {str(team)!r}."
    hint = did_you_mean(str(team), map(str, teams))
    raise ArgumentError(message, [Issue("unknown-team", "$.team", message, hint, facts={"team": str(team)})])
