"""Question sets and answers from other formats and into them: one module a format, all of one form.

`read(source, responses=None, ...)` returns an `Imported`; `write(q, ...)` returns the content of a file, and `lost(q)`
says what that file cannot carry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.interop import codebook as codebook
    from purpose_index.interop import fhir as fhir
    from purpose_index.interop import formr as formr
    from purpose_index.interop import forms as forms
    from purpose_index.interop import irw as irw
    from purpose_index.interop import lavaan as lavaan
    from purpose_index.interop import limesurvey as limesurvey
    from purpose_index.interop import qualtrics as qualtrics
    from purpose_index.interop import redcap as redcap
    from purpose_index.interop import reproschema as reproschema
    from purpose_index.interop import spss as spss
    from purpose_index.interop import surveyjs as surveyjs
    from purpose_index.interop import xlsform as xlsform
    from purpose_index.interop.imported import Imported as Imported

FORMATS: tuple[str, ...] = (
    "codebook",
    "fhir",
    "formr",
    "forms",
    "irw",
    "lavaan",
    "limesurvey",
    "qualtrics",
    "redcap",
    "reproschema",
    "spss",
    "surveyjs",
    "xlsform",
)

__all__ = ["Imported", *FORMATS]
if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, {"Imported": "imported", **{name: name for name in FORMATS}})
