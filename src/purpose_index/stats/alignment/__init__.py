"""How two scores of the same people go together: profiles, fit and what it goes with."""

from purpose_index.stats.alignment.profiles import ProfileSimilarity, profile_similarity
from purpose_index.stats.alignment.surface import ResponseSurface, response_surface

__all__ = ["ProfileSimilarity", "ResponseSurface", "profile_similarity", "response_surface"]
