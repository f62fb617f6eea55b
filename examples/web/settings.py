"""What whoever runs the programme decides."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import purpose_index as pi

HERE = Path(__file__).parent
LANGUAGES = ("nl", "en")


def bundled_sets() -> dict[str, pi.QuestionSet]:
    """Return the question sets that come with the library, by id."""
    return {name: pi.load(name) for name in pi.instruments()}


def own_sets(files: Iterable[Path]) -> dict[str, pi.QuestionSet]:
    """Read question sets of one's own, by id.

    Raises
    ------
    ValueError
        A set that is not there, is not in order, lacks a language of the pages, or has the id of another.
    """
    found: dict[str, pi.QuestionSet] = {}
    for file in files:
        try:
            q = pi.load(file)
        except (OSError, pi.PurposeIndexError) as error:
            raise ValueError(f"{file}: {error}") from None
        if missing := [one for one in LANGUAGES if one not in q.languages]:
            raise ValueError(
                f"{file}: its texts are not in {' and '.join(missing)}. Everybody can read the pages in nl and in en, "
                "so a question set needs both."
            )
        if q.id in found or q.id in pi.instruments():
            raise ValueError(f"{file}: another question set has the id '{q.id}'. Give this one an id of its own.")
        found[q.id] = q
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are, and what must stay unknown.

    Parameters
    ----------
    data
        The one file that holds everything.
    public_url
        How people reach this program, such as "https://purpose.example". Over https, cookies are for https alone.
    question_sets
        What programmes can be made of, by id, in the order in which they are offered.
    policy
        What must stay unknown of everybody.
    node_modules
        Where npm put SurveyJS; its page is there only where that is.
    now
        Seconds since 1970; tests have a clock of their own.
    """

    data: Path
    public_url: str
    question_sets: Mapping[str, pi.QuestionSet] = field(default_factory=bundled_sets)
    policy: pi.Disclosure = field(default_factory=pi.Disclosure)
    node_modules: Path = HERE / "node_modules"
    now: Callable[[], float] = time.time

    @property
    def secure(self) -> bool:
        """Whether people come over https."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def on_this_computer(self) -> bool:
        """Whether links open on the computer that runs the program alone."""
        return urlsplit(self.public_url).hostname in ("127.0.0.1", "::1", "localhost")

    @property
    def host(self) -> str:
        """The name that people reach this program by; a request for another name is refused."""
        usual = ":443" if self.secure else ":80"
        return urlsplit(self.public_url).netloc.lower().removesuffix(usual)  # as browsers write it
