"""Questionnaires, validated answers, scores and reliability for measuring purpose at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.lazy import importing

if TYPE_CHECKING:
    from purpose_index import stats as stats
    from purpose_index import testing as testing
    from purpose_index.analysis import Analysis as Analysis
    from purpose_index.analysis import analyze as analyze
    from purpose_index.checks.check import check as check
    from purpose_index.checks.report import CheckReport as CheckReport
    from purpose_index.errors import ArgumentError as ArgumentError
    from purpose_index.errors import DefinitionError as DefinitionError
    from purpose_index.errors import Issue as Issue
    from purpose_index.errors import PurposeIndexError as PurposeIndexError
    from purpose_index.errors import ResponseError as ResponseError
    from purpose_index.errors import StatisticsError as StatisticsError
    from purpose_index.questionnaire.load import file_schema as file_schema
    from purpose_index.questionnaire.load import instruments as instruments
    from purpose_index.questionnaire.load import load as load
    from purpose_index.questionnaire.load import loads as loads
    from purpose_index.questionnaire.models import Questionnaire as Questionnaire
    from purpose_index.responses.code import code as code
    from purpose_index.responses.coded import CodedResponses as CodedResponses
    from purpose_index.responses.validate import Answers as Answers
    from purpose_index.responses.validate import validate as validate
    from purpose_index.scoring.frames import score_frame as score_frame
    from purpose_index.scoring.person import Score as Score
    from purpose_index.scoring.person import score as score

__version__ = "0.1.0"

_HOME = {
    "Analysis": "analysis",
    "Answers": "responses.validate",
    "ArgumentError": "errors",
    "CheckReport": "checks.report",
    "CodedResponses": "responses.coded",
    "DefinitionError": "errors",
    "Issue": "errors",
    "PurposeIndexError": "errors",
    "Questionnaire": "questionnaire.models",
    "ResponseError": "errors",
    "Score": "scoring.person",
    "StatisticsError": "errors",
    "analyze": "analysis",
    "check": "checks.check",
    "code": "responses.code",
    "file_schema": "questionnaire.load",
    "instruments": "questionnaire.load",
    "load": "questionnaire.load",
    "loads": "questionnaire.load",
    "score": "scoring.person",
    "score_frame": "scoring.frames",
    "stats": "stats",
    "validate": "responses.validate",
}

__all__ = [*sorted(_HOME), "__version__"]  # testing needs hypothesis, so it is no part of 'import *'
__getattr__, __dir__ = importing(__name__, {**_HOME, "testing": "testing"})
