"""The settings of a project: `[tool.purpose-index]` in pyproject.toml, or purpose-index.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECTIONS: dict[str, tuple[str, ...]] = {"purpose-index.toml": (), "pyproject.toml": ("tool", "purpose-index")}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a project sets for `purpose-index check`.

    Parameters
    ----------
    files
        Which files to check where none are named: paths, folders or patterns, from the folder of the settings.
    select, ignore
        Rules or families to run, and to leave out.
    fail_on
        The lowest severity that makes the command fail.
    reliability_floor, interval_width
        What the reliability of a scale should reach, and how wide its interval may be.
    """

    files: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    reliability_floor: float = 0.70
    interval_width: float = 0.20


def project_settings(folder: Path) -> Settings:
    """Return the settings of the nearest project at or above a folder; the defaults where there is none.

    Raises
    ------
    ArgumentError
        The settings cannot be read, or have a key or value that they cannot have.
    """
    for path in settings_files(folder):
        if (found := _section(path, _SECTIONS[path.name])) is not None:
            return _settings(path, found)
    return Settings()


def settings_files(folder: Path) -> Iterator[Path]:
    """Yield the files at or above a folder that settings are looked for in, the nearest first."""
    for parent in (folder, *folder.parents):
        yield from (parent / name for name in _SECTIONS if (parent / name).is_file())


def _section(path: Path, names: tuple[str, ...]) -> dict[str, Any] | None:
    try:
        data: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        issue = Issue("wrong-setting", "$", f"It cannot be read: {error}.", facts={"reason": str(error)})
        raise _unusable(path, [issue]) from None
    for name in names:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


def _settings(path: Path, given: dict[str, Any]) -> Settings:
    known = {field.name.replace("_", "-"): field for field in fields(Settings)}
    issues = []
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            message, hint = f"There is no setting {key!r}.", did_you_mean(key, known)
            issues.append(Issue("wrong-setting", f"$.{key}", message, hint, facts={"setting": key}))
        elif not _fits(key, value):
            message = f"The setting {key!r} expects {_EXPECTED[key]}."
            facts = {"setting": key, "expected": _EXPECTED[key]}
            issues.append(Issue("wrong-setting", f"$.{key}", message, facts=facts))
        else:
            values[known[key].name] = tuple(value) if isinstance(value, list) else value
    if issues:
        raise _unusable(path, issues)
    files = tuple(str(path.parent / name) for name in values.get("files", ()))
    return Settings(**{**values, "files": files})


_EXPECTED = {
    "files": "a list of texts",
    "select": "a list of texts",
    "ignore": "a list of texts",
    "fail-on": "'error', 'warning' or 'info'",
    "reliability-floor": "a number between 0 and 1",
    "interval-width": "a number between 0 and 1",
}


def _fits(key: str, value: Any) -> bool:
    if key == "fail-on":
        return value in ("error", "warning", "info")
    if key in {"files", "select", "ignore"}:
        return isinstance(value, list) and all(isinstance(part, str) for part in value)
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1


def _unusable(path: Path, issues: list[Issue]) -> ArgumentError:
    return ArgumentError(f"The settings in {str(path)!r} cannot be used.", issues)
