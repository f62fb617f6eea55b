"""Earlier versions of a question set: a bundled one, a file, or the same file at a commit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from purpose_index.errors import ArgumentError, DefinitionError, Issue
from purpose_index.question_set.load import instruments, load, loads
from purpose_index.question_set.models import QuestionSet

PATIENCE = 30.0
_NOTHING_BUT_READING = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}


def earlier_version(against: str, file: str) -> tuple[QuestionSet | None, str]:
    """Return the earlier version of a file, or None with the reason why there is none to compare with.

    Parameters
    ----------
    against
        The id of a bundled set, the path of the earlier version, or a commit, branch or tag of git.
    file
        The file as it is now.

    Raises
    ------
    ArgumentError
        `against` is neither a bundled set nor a file, and git does not know it.
    """
    try:
        if against in instruments() or Path(against).is_file():
            return load(against), ""
        text = _at_commit(against, Path(file))
        return (None, f"{file} was not there at {against}") if text is None else (loads(text), "")
    except DefinitionError:
        return None, f"the earlier version of {file} cannot be used"


def _at_commit(ref: str, file: Path) -> bytes | None:
    folder = file.absolute().parent
    known = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if known is None:
        message = f"{ref!r} is not a bundled question set or a file, and git knows no such commit, branch or tag here."
        raise ArgumentError(message, [Issue("unknown-version", "$.against", message, facts={"against": ref})])
    return _git(folder, "cat-file", "blob", f"{known.decode().strip()}:./{file.name}")


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Run git in a folder, which reads what is here and fetches nothing; None where it fails or is not there."""
    command = ["git", "-C", str(folder), *arguments]
    environment = {**os.environ, **_NOTHING_BUT_READING}
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE, env=environment)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
