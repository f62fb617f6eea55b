"""The form of norms in a file."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from purpose_index.stats.norms import Smooth  # noqa: TC001 (pydantic reads it)

Index = Annotated[float, Field(ge=0, le=100)]
Count = Annotated[int, Field(gt=0)]


class ReferenceRecord(BaseModel):
    """The distinct 0-100 indices of a sample on a scale, ascending, and how many people have each."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    indices: list[Index]
    counts: list[Count]

    @model_validator(mode="after")
    def _match(self) -> ReferenceRecord:
        ascending = all(one < next_one for one, next_one in pairwise(self.indices))
        if len(self.indices) != len(self.counts) or sum(self.counts) < 2 or not ascending:
            raise ValueError("expected ascending indices with a count each, of two people or more")
        return self


class NormsRecord(BaseModel):
    """Norms as they are kept."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True, extra="forbid")

    format: Literal["purpose_index.norms/1"] = "purpose_index.norms/1"
    question_set: str
    version: str
    fingerprint: str
    by: str | None
    smooth: Smooth
    level: Annotated[float, Field(gt=0, lt=1)]
    groups: Annotated[dict[str, Annotated[dict[str, ReferenceRecord], Field(min_length=1)]], Field(min_length=1)]
