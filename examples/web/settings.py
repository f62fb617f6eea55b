"""What whoever runs the programme decides."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import purpose_index as pi

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where things are, and what must stay unknown.

    Parameters
    ----------
    data
        The one file that holds everything.
    public_url
        How people reach this program, such as "https://purpose.example". Over https, cookies are for https alone.
    policy
        What must stay unknown of everybody.
    node_modules
        Where npm put SurveyJS; its page is there only where that is.
    now
        Seconds since 1970; tests have a clock of their own.
    """

    data: Path
    public_url: str
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
