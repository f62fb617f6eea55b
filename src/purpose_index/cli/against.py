"""Earlier versions of a question set: a file, or the same file at a commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

from purpose_index.errors import ArgumentError, DefinitionError, Issue
from purpose_index.question_set.load import load, loads
from purpose_index.question_set.models import QuestionSet


def earlier_version(against: str, file: str) -> tuple[QuestionSet | None, str]:
    """Return the earlier version of a file, or None with the reason why there is none to compare with.

    Parameters
    ----------
    against
        The path of the earlier version, or a commit, branch or tag of git.
    file
        The file as it is now.

    Raises
    ------
    ArgumentError
        `against` is neither a file nor known to git.
    """
    try:
        if Path(against).is_file():
            return load(Path(against)), ""
        text = _at_commit(against, Path(file))
        return (None, f"{file} was not there at {against}") if text is None else (loads(text), "")
    except DefinitionError:
        return None, f"the earlier version of {file} cannot be used"


def _at_commit(ref: str, file: Path) -> bytes | None:
    folder = file.resolve().parent
    known = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if known is None:
        message = f"{ref!r} is no file, and git knows no such commit, branch or tag here."
        raise ArgumentError(message, [Issue("unknown-version", "$.against", message)])
    return _git(folder, "show", f"{known.decode().strip()}:./{file.name}")


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Run git in a folder; None where it fails or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
