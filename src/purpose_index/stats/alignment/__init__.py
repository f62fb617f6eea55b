"""How two scores of the same people go together: profiles, fit and what it goes with."""

from purpose_index.stats.alignment.outcomes import Relation, relate
from purpose_index.stats.alignment.profiles import ProfileSimilarity, profile_similarity
from purpose_index.stats.alignment.surface import ResponseSurface, response_surface

__all__ = ["ProfileSimilarity", "Relation", "ResponseSurface", "profile_similarity", "relate", "response_surface"]
