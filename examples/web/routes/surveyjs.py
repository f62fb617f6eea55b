"""The same questions in SurveyJS, for people with a front end of their own; its answers go to the same address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from examples.web.pages import page
from examples.web.programmes import question_set_of
from examples.web.state import state_of
from examples.web.visits import Visitor, visiting
from purpose_index.interop import surveyjs

if TYPE_CHECKING:
    from examples.web.settings import Settings

router = APIRouter()
Who = Annotated[Visitor, Depends(visiting("participant", "leader"))]
PACKAGES = ("survey-core", "survey-js-ui")


def mount(app: FastAPI, settings: Settings) -> None:
    """Serve the packages from here, where npm put them."""
    for name in PACKAGES:
        if (settings.node_modules / name).is_dir():
            app.mount(f"/vendor/{name}", StaticFiles(directory=settings.node_modules / name))


@router.get("/surveyjs")
def survey_page(request: Request, visitor: Who) -> Response:
    """Show the survey."""
    state = state_of(request)
    if not all((state.settings.node_modules / name).is_dir() for name in PACKAGES):
        raise HTTPException(404)
    return page(request, "surveyjs", visitor)


@router.get("/surveyjs/survey.json")
def survey(visitor: Who) -> Response:
    """Return the question set as SurveyJS reads it."""
    assert visitor.person.programme is not None
    written = surveyjs.write(question_set_of(visitor.person.programme.definition))
    return Response(written, media_type="application/json")
