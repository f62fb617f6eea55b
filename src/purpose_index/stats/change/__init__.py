"""Change between two occasions: of a group, and of each person."""

from purpose_index.stats.change.group import Change, change
from purpose_index.stats.change.person import ReliableChange, reliable_change

__all__ = ["Change", "ReliableChange", "change", "reliable_change"]
