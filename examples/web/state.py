"""What all pages share: settings, data, and how often somebody may try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from examples.web.security import Rates
from examples.web.settings import Settings
from examples.web.store import Store

if TYPE_CHECKING:
    from fastapi import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What all pages share.

    Parameters
    ----------
    wrong_links
        Of each address: links that do not exist.
    saves
        Of each visit: forms that are sent.
    """

    settings: Settings
    store: Store
    wrong_links: Rates
    saves: Rates


def state_of(request: Request) -> State:
    """Return what the pages of the program that was asked share."""
    found: State = request.app.state.web
    return found
