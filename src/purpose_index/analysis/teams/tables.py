"""Teams as plain values and as columns of a frame, at full precision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from purpose_index.analysis.teams.results import Measured, Teams

ONE_GROUP = ("shown", "hidden", "n", "sd")
Columns = dict[str, list[Any]]


def plain(value: Any, without: tuple[str, ...] = ()) -> Any:
    """Return results as what JSON can hold: dicts, lists, numbers and texts; NaN as None."""
    if is_dataclass(value):
        names = (field.name for field in fields(value))
        return {name: plain(getattr(value, name), without) for name in names if name not in without}
    if isinstance(value, Mapping):
        return {str(key): plain(inside, without) for key, inside in value.items()}
    if isinstance(value, tuple | list | np.ndarray):
        return [plain(inside, without) for inside in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if value is None or isinstance(value, str | int | float) else str(value)


def team_columns(teams: Teams) -> Columns:
    """Return a row a scale in a team."""
    rows = [(name, scale) for name, team in teams.items() for scale in team.scales.values()]
    scales = [scale for _, scale in rows]
    agreements = [scale.agreement for scale in scales]
    return {
        "team": [name for name, _ in rows],
        "scale": [scale.id for scale in scales],
        **_measured(scales),
        **{
            name: [agreement and getattr(agreement, name) for agreement in agreements]
            for name in ("rwg", "average_deviation", "awg", "p_value")
        },
        **_changes(scales),
    }


def item_columns(teams: Teams) -> Columns:
    """Return a row an item in a team."""
    rows = [(name, item) for name, team in teams.items() for item in team.items.values()]
    items = [item for _, item in rows]
    values = sorted({value for item in items for value in item.labels})
    return {
        "team": [name for name, _ in rows],
        "item": [item.id for item in items],
        **_measured(items),
        **{f"share_{value}": [(item.shares or {}).get(value) for item in items] for value in values},
        **_changes(items),
    }


def overall_columns(teams: Teams) -> Columns:
    """Return a row a scale over all teams that are shown."""
    scales = list(teams.overall.scales.values())
    return {
        "scale": [scale.id for scale in scales],
        **{name: [getattr(scale, name) for scale in scales] for name in ("teams", "teams_small", "teams_protected")},
        **_measured(scales),
        "alpha": [scale.alpha and scale.alpha.value for scale in scales],
        **{
            f"{name}{end}": [scale.icc and getattr(getattr(scale.icc, name), part) for scale in scales]
            for name in ("icc1", "icc2")
            for end, part in (("", "value"), ("_low", "low"), ("_high", "high"))
        },
        **_changes(scales),
    }


def _measured(rows: Iterable[Measured]) -> Columns:
    rows = list(rows)
    mean = {
        name: [row.mean and getattr(row.mean, part) for row in rows]
        for name, part in (("mean", "value"), ("mean_low", "low"), ("mean_high", "high"))
    }
    return {name: [getattr(row, name) for row in rows] for name in ONE_GROUP[:3]} | mean | {"sd": [r.sd for r in rows]}


def _changes(rows: Iterable[Measured]) -> Columns:
    changes = [row.change for row in rows]
    if not any(changes):
        return {}
    return {
        "first_mean": [change and change.first for change in changes],
        "change": [change and change.mean.value for change in changes],
        "change_low": [change and change.mean.low for change in changes],
        "change_high": [change and change.mean.high for change in changes],
    }
