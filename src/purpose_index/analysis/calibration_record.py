"""The form of a calibration in a file."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from purpose_index.stats.irt.choices import ModelName  # noqa: TC001 (pydantic reads it)

Finite = Annotated[float, Field(allow_inf_nan=False)]
STRICT = ConfigDict(strict=True, extra="forbid")


class ItemRecord(BaseModel):
    """One item: the values that somebody chose as keyed, its slope (None where one at most was chosen), intercepts."""

    model_config: ClassVar[ConfigDict] = STRICT

    item: str
    categories: list[int]
    slope: Finite | None
    intercepts: list[Finite]


class ScaleRecord(BaseModel):
    """The items of one scale, and the people of whom they were estimated (0: not known)."""

    model_config: ClassVar[ConfigDict] = STRICT

    n: Annotated[int, Field(ge=0)]
    reliability: Annotated[float, Field(le=1, allow_inf_nan=False)] | None
    converged: bool
    nodes: Annotated[int, Field(ge=11, le=1001)]
    items: Annotated[list[ItemRecord], Field(min_length=2)]


class CalibrationRecord(BaseModel):
    """A calibration as it is kept."""

    model_config: ClassVar[ConfigDict] = STRICT

    format: Literal["purpose_index.calibration/1"] = "purpose_index.calibration/1"
    question_set: str
    version: str
    fingerprint: str
    model: ModelName
    level: Annotated[float, Field(gt=0, lt=1)]
    scales: Annotated[dict[str, ScaleRecord], Field(min_length=1)]
