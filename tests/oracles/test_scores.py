"""Every number of golden/*/scores.json that is a score of ours, key by key."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.scoring.arrays import score_codes
from tests.oracles import reference
from tests.unit.scoring.sets import item, make, scale

TOLERANCE = 1e-10  # closed forms of small whole numbers, and 15 digits in the files

# What is not compared here, and why; a key that is neither here nor computed fails the test.
PASSED_OVER = {
    "scale_stats": "alpha and correlations of scales: tests/oracles/test_ctt.py and test_composite.py",
    "median_imputed": "psych's default fills in the item's median; we never impute",
}
PROVENANCE = {
    "dataset",
    "topic",
    "data_file",
    "r",
    "source",
    "keys",
    "min",
    "max",
    "missing_rule",
    "label",
    "formula",
    "k",
}
RANGES = {("lq2002", "HOSTIL"): (0, 4), ("lq2002", "LEAD"): (1, 5), ("lq2002", "TSIG"): (1, 5)}
LEAST = {
    "one": lambda k: 1,
    "all": lambda k: k,
    "half": lambda k: ceil(k / 2),
    "four fifths": lambda k: ceil(4 * k / 5),
}
SCORES = {"mean": {"score": "mean"}, "sum": {"score": "sum"}, "prorated": {"score": "sum", "prorate": True}}


@lru_cache
def scored(dataset, rule, score):
    """The set, the answers, and the scores by scale, where `rule` says how many must be answered."""
    keys = reference.golden(dataset, "scores")["keys"]
    members = {f"q{i}_{j}": (key, name) for i, key in enumerate(keys) for j, name in enumerate(keys[key])}
    items = [item(q, values(dataset, key), reverse=name.startswith("-")) for q, (key, name) in members.items()]
    scales = [
        scale(
            f"s{i}", [f"q{i}_{j}" for j in range(len(names))], minimum_answered=LEAST[rule](len(names)), **SCORES[score]
        )
        for i, names in enumerate(keys.values())
    ]
    q = make(items, *scales)
    coded = pi.encode(q, reference.matrix(dataset, [name for _, name in members.values()]))
    return q, coded, dict(zip(keys, score_codes(q, coded).values(), strict=True))


def values(dataset, key):
    golden = reference.golden(dataset, "scores")
    low, high = RANGES.get((dataset, key), (golden["min"], golden["max"]))
    return tuple(range(int(low), int(high) + 1))


def summary(statistic, x):
    finite = x[~np.isnan(x)]
    return {
        "n": len(x),
        "n_finite": len(finite),
        "sum": finite.sum(),
        "sumsq": (finite**2).sum(),
        "mean": finite.mean(),
        "sd": finite.std(ddof=1),
        "first50": x[:50],
    }[statistic]


def whole_block(dataset, block, scale_id):
    """The scores that a block is about: of everybody, or of those who answered every item of every scale."""
    score = "mean" if block.startswith("means") else "sum"
    _, coded, scores = scored(dataset, "one" if block == "means_available" else "all", score)
    rows = (coded.codes >= 0).all(axis=1) if block.endswith("complete") else slice(None)
    return scores[scale_id].scores[rows]


def threshold(dataset, scale_id, name):
    """A number of threshold_rules."""
    half, fifths = scored(dataset, "half", "mean")[2][scale_id], scored(dataset, "four fifths", "mean")[2][scale_id]
    if name == "n_valid_items_table":
        return dict(zip(*(part.tolist() for part in np.unique(half.answered, return_counts=True)), strict=True))
    if name == "pomp_sum_half":
        q, coded, _ = scored(dataset, "half", "mean")
        number = list(reference.golden(dataset, "scores")["keys"]).index(scale_id)
        people = ([None if c < 0 else v[c] for v, c in zip(coded.values, row, strict=True)] for row in coded.codes)
        indices = [pi.score(q, dict(zip(coded.items, person, strict=True)))[f"s{number}"].index for person in people]
        return sum(index for index in indices if index is not None)
    means = scored(dataset, "one", "mean")[2][scale_id].scores
    return {
        "sum_mean_half": np.nansum(half.scores),
        "n_half": np.isfinite(half.scores).sum(),
        "sum_mean_p80": np.nansum(fifths.scores),
        "n_p80": np.isfinite(fifths.scores).sum(),
        "sum_prorated_half": np.nansum(scored(dataset, "half", "prorated")[2][scale_id].scores),
        "z_first10": ((means - np.nanmean(means)) / np.nanstd(means, ddof=1))[:10],
    }[name]


def numbers():
    """Yield the place of every number: data set, block, scale or statistic, and the other of the two."""
    for dataset in reference.datasets("scores"):
        for block, content in reference.golden(dataset, "scores").items():
            if block in PROVENANCE or block in PASSED_OVER:
                continue
            for first, inside in content.items():
                for second in inside if isinstance(inside, dict) else [None]:
                    if not {first, second} & PROVENANCE:
                        yield pytest.param(dataset, block, first, second, id=f"{dataset}-{block}-{first}-{second}")


def same(ours, theirs):
    theirs = np.array([np.nan if v is None else v for v in np.atleast_1d(theirs)], dtype=float)
    np.testing.assert_allclose(np.atleast_1d(ours), theirs, rtol=TOLERANCE, atol=TOLERANCE)


@pytest.mark.parametrize(("dataset", "block", "first", "second"), list(numbers()))
def test_scores(dataset, block, first, second):
    theirs = reference.golden(dataset, "scores")[block][first]
    theirs = theirs if second is None else theirs[second]
    if theirs is None:
        pytest.skip("R was given no declared range for this data set, and so no index")
    reference.table(dataset)  # skips where the data are not ours
    if block == "threshold_rules" and second == "n_valid_items_table":
        assert threshold(dataset, first, second) == {int(answered): people for answered, people in theirs.items()}
    elif block == "threshold_rules":
        same(threshold(dataset, first, second), theirs)
    elif second is None:
        assert (
            summary(first, whole_block(dataset, block, next(iter(reference.golden(dataset, "scores")["keys"]))))
            == theirs
        )
    else:
        ours = whole_block(dataset, block, second)
        if block == "totals_available" and np.isnan(ours).any():
            pytest.skip("a sum of whoever answered what is no score: it is lower by the missing answers alone")
        same(summary(first, ours), theirs)
