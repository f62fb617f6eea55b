"""Questionnaires, validated answers, scores and reliability for measuring purpose at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing
from purpose_index.version import __version__ as __version__

if TYPE_CHECKING:
    from purpose_index import stats as stats
    from purpose_index import testing as testing
    from purpose_index.analysis.analyze import analyze as analyze
    from purpose_index.analysis.calibration import Calibration as Calibration
    from purpose_index.analysis.calibration import calibrate as calibrate
    from purpose_index.analysis.dif import dif as dif
    from purpose_index.analysis.invariance import invariance as invariance
    from purpose_index.analysis.norms import Norms as Norms
    from purpose_index.analysis.orientation import orientation as orientation
    from purpose_index.analysis.results import Analysis as Analysis
    from purpose_index.analysis.screening import screen as screen
    from purpose_index.analysis.teams.results import Teams as Teams
    from purpose_index.analysis.teams.teams import teams as teams
    from purpose_index.checks.check import check as check
    from purpose_index.checks.report import CheckReport as CheckReport
    from purpose_index.disclosure.audit import audit as audit
    from purpose_index.disclosure.policy import Disclosure as Disclosure
    from purpose_index.disclosure.release import release as release
    from purpose_index.engines.tally import tally as tally
    from purpose_index.errors import ArgumentError as ArgumentError
    from purpose_index.errors import DefinitionError as DefinitionError
    from purpose_index.errors import Issue as Issue
    from purpose_index.errors import PurposeIndexError as PurposeIndexError
    from purpose_index.errors import ResponseError as ResponseError
    from purpose_index.errors import StatisticsError as StatisticsError
    from purpose_index.question_set.load import file_schema as file_schema
    from purpose_index.question_set.load import instruments as instruments
    from purpose_index.question_set.load import load as load
    from purpose_index.question_set.load import loads as loads
    from purpose_index.question_set.models import QuestionSet as QuestionSet
    from purpose_index.reports.team.report import personal_report as personal_report
    from purpose_index.reports.team.report import report as report
    from purpose_index.reports.team.result import Report as Report
    from purpose_index.responses.coded import CodedResponses as CodedResponses
    from purpose_index.responses.encode import encode as encode
    from purpose_index.responses.inspect import Inspection as Inspection
    from purpose_index.responses.inspect import inspect as inspect
    from purpose_index.responses.validate import Answers as Answers
    from purpose_index.responses.validate import validate as validate
    from purpose_index.scoring.frames import score_frame as score_frame
    from purpose_index.scoring.person import score as score
    from purpose_index.scoring.provenance import provenance as provenance
    from purpose_index.scoring.scores import Score as Score
    from purpose_index.scoring.verify import verify as verify


_HOME = {
    "Analysis": "analysis.results",
    "Answers": "responses.validate",
    "ArgumentError": "errors",
    "Calibration": "analysis.calibration",
    "CheckReport": "checks.report",
    "CodedResponses": "responses.coded",
    "DefinitionError": "errors",
    "Disclosure": "disclosure.policy",
    "Inspection": "responses.inspect",
    "Issue": "errors",
    "Norms": "analysis.norms",
    "PurposeIndexError": "errors",
    "QuestionSet": "question_set.models",
    "Report": "reports.team.result",
    "ResponseError": "errors",
    "Score": "scoring.scores",
    "StatisticsError": "errors",
    "Teams": "analysis.teams.results",
    "analyze": "analysis.analyze",
    "audit": "disclosure.audit",
    "calibrate": "analysis.calibration",
    "check": "checks.check",
    "dif": "analysis.dif",
    "encode": "responses.encode",
    "file_schema": "question_set.load",
    "inspect": "responses.inspect",
    "instruments": "question_set.load",
    "invariance": "analysis.invariance",
    "load": "question_set.load",
    "loads": "question_set.load",
    "orientation": "analysis.orientation",
    "personal_report": "reports.team.report",
    "provenance": "scoring.provenance",
    "release": "disclosure.release",
    "report": "reports.team.report",
    "score": "scoring.person",
    "score_frame": "scoring.frames",
    "screen": "analysis.screening",
    "stats": "stats",
    "tally": "engines.tally",
    "teams": "analysis.teams.teams",
    "validate": "responses.validate",
    "verify": "scoring.verify",
}

__all__ = [*sorted(_HOME), "__version__"]  # testing needs hypothesis, so it is no part of 'import *'
if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, {**_HOME, "testing": "testing"})
