"""What every test shares: the repository root on the path, and hypothesis profiles."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

# The same examples in every run, so that a change fails only by its own doing; `make search` looks for new ones, and
# `make mutants`, which runs the laws for every break, takes few: those notice what the rest do, but for rare cases.
slow = [HealthCheck.too_slow]
settings.register_profile("same", deadline=None, max_examples=30, derandomize=True, suppress_health_check=slow)
settings.register_profile("search", deadline=None, max_examples=1000, print_blob=True, suppress_health_check=slow)
settings.register_profile("few", deadline=None, max_examples=15, derandomize=True, suppress_health_check=slow)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection():
    """Look for no garbage while tests are gathered, of which there are so many that it took a quarter of the time."""
    gc.disable()


def pytest_collection_finish():
    """Look for it again while they run."""
    gc.enable()
