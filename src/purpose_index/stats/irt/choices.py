"""What an item response model may be, in the words of options; a command reads them before it needs numbers."""

from __future__ import annotations

from typing import Literal

ModelName = Literal["graded", "partial_credit"]
Slopes = Literal["free", "equal"]
Method = Literal["eap", "map", "ml", "wle"]
