"""What a test of items in groups may be, in the words of options; a command reads them before it needs numbers."""

from __future__ import annotations

from typing import Literal

DifMethod = Literal["logistic", "likelihood-ratio"]
Matching = Literal["total", "rest"]
