"""Every number of golden/*/ctt.json that item analysis and the alpha family compute, key by key."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from purpose_index.responses.coded import CodedResponses
from purpose_index.stats.items import item_table
from purpose_index.stats.reliability import alpha, alpha_if_dropped, standard_error_of_measurement, standardized_alpha
from purpose_index.stats.reliability.intervals import bonett, feldt, hakstian_whalen
from purpose_index.stats.uncertainty.delta import around
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.people import extremes, missing_by_reason
from tests.oracles import reference

TOLERANCE = 1e-10  # closed forms, and 15 digits in the files

# Keys that are not compared here, and why; a key that is in neither place fails the test.
OTHER_SUBJECT = "another file's subject: tests/oracles/test_guttman.py and its neighbours"
NOT_COMPUTED = "a summary of the same matrix that we do not report"
PASSED_OVER = {
    "source": "provenance",
    "missing_rule": "provenance",
    "items": "provenance",
    "k": "provenance",
    "n": "compared with item_descriptives.n",
    "psych_guttman": OTHER_SUBJECT,
    "psych_splitHalf_cor": OTHER_SUBJECT,
    "psych_splitHalf_cov": OTHER_SUBJECT,
    "guttman_cov_closed_form": OTHER_SUBJECT,
    "total.G6(smc)": OTHER_SUBJECT,
    "total.S/N": NOT_COMPUTED,
    "total.median_r": NOT_COMPUTED,
    "item_descriptives.median": NOT_COMPUTED,
    "item_stats.std.r": NOT_COMPUTED,
    "item_stats.r.cor": NOT_COMPUTED,
    "alpha_if_deleted.G6(smc)": OTHER_SUBJECT,
    "alpha_if_deleted.S/N": NOT_COMPUTED,
    "alpha_if_deleted.var.r": NOT_COMPUTED,
    "alpha_if_deleted.med.r": NOT_COMPUTED,
    "alpha_ci.fisher": "Fisher's z is for a correlation; alpha is none",
    "kr.kr21": "KR-21 supposes items of one difficulty; it is a bound to KR-20 that needs no computer",
    "scale.sum_skew_type3": "of the scale score: no part of the item table",
    "scale.sum_kurtosis_type3": "of the scale score: no part of the item table",
}
# Under pairwise psych mixes rules: these come from each person's mean of the answered items, ours from the covariances.
PASSED_OVER_PAIRWISE = {
    "item_descriptives.kurtosis_type1": "psych counts missing answers in n: see the last test",
    "total.mean": "psych: mean over people of their means of answered items",
    "total.sd": "psych: sd over people of their means of answered items",
    "item_stats.raw.r": "psych: correlation with each person's mean of answered items; ours is of the covariances",
    "ci_psych_feldt": "an interval that supposes complete answers, with n of all rows: refused under pairwise",
    "ci_psych_duhachek_iacobucci": "the same",
    "alpha_ci": "the same",
    "total.ase": "the same",
    "alpha_if_deleted.alpha se": "the same",
}


def blocks():
    for dataset in reference.datasets("ctt"):
        for scale, block in reference.golden(dataset, "ctt")["scales"].items():
            for rule in ("complete", "pairwise"):
                if rule in block:
                    yield pytest.param(dataset, scale, rule, id=f"{dataset}-{scale}-{rule}")


def leaves(block, path=()):
    """Every number of a block with its path, deepest level first cut at tables."""
    for key, value in block.items():
        if key in ("note", "formula", "rows", "cols", "level"):
            continue
        if isinstance(value, dict) and "values" in value:
            yield ".".join((*path, key)), reference.array(value)
        elif isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield ".".join((*path, key)), value


def passed_over(path: str, rule: str) -> bool:
    reasons = {**PASSED_OVER, **(PASSED_OVER_PAIRWISE if rule == "pairwise" else {})}
    return any(path == known or path.startswith(f"{known}.") for known in reasons)


@pytest.mark.parametrize(("dataset", "scale", "rule"), list(blocks()))
def test_every_number_of_a_block(dataset, scale, rule):
    golden = reference.golden(dataset, "ctt")["scales"][scale]
    x = reference.keyed(dataset, golden["keys"], golden["min"], golden["max"])
    ours = computed(x, golden, "listwise" if rule == "complete" else "pairwise")
    compared = 0
    for path, expected in leaves(golden[rule]):
        if passed_over(path, rule):
            continue
        found = np.asarray(ours[path], dtype=float)
        np.testing.assert_allclose(found, np.asarray(expected, dtype=float), rtol=0, atol=TOLERANCE, err_msg=path)
        compared += 1
    assert compared >= (24 if rule == "pairwise" else 40)


def computed(x, golden, missing) -> dict[str, object]:
    """Our numbers under the files' paths."""
    table = item_table(x, missing=missing)
    n = table.n
    ours = {
        "item_descriptives.n": n,
        "item_descriptives.mean": table.mean,
        "item_descriptives.sd": table.sd,
        "item_descriptives.min": Moments.of(x, missing=missing).low,
        "item_descriptives.max": Moments.of(x, missing=missing).high,
        "item_descriptives.skew_type3": table.skewness,
        "item_descriptives.kurtosis_type3": table.kurtosis,
        **other_types(table.skewness, table.kurtosis, n),
        "total.raw_alpha": alpha(x, interval=None, missing=missing).value,
        "total.std.alpha": standardized_alpha(x, missing=missing).value,
        "total.average_r": mean_correlation(x, missing),
        "item_stats.n": n,
        "item_stats.raw.r": table.item_total_correlation,
        "item_stats.r.drop": table.item_rest_correlation,
        "item_stats.mean": table.mean,
        "item_stats.sd": table.sd,
        "alpha_if_deleted.raw_alpha": table.alpha_if_dropped,
        "alpha_if_deleted.std.alpha": table.standardized_alpha_if_dropped,
        "alpha_if_deleted.average_r": table.mean_correlation_if_dropped,
        **answer_shares(x, golden, missing),
    }
    return {**ours, **intervals(x), **scale_numbers(x, golden)} if missing == "listwise" else ours


def other_types(skewness, kurtosis, n):
    """Types 1 and 2 from type 3, by Joanes & Gill (1998)."""
    g1, g2 = skewness * (n / (n - 1)) ** 1.5, (kurtosis + 3) * (n / (n - 1)) ** 2 - 3
    return {
        "item_descriptives.skew_type1": g1,
        "item_descriptives.skew_type2": g1 * np.sqrt(n * (n - 1)) / (n - 2),
        "item_descriptives.kurtosis_type1": g2,
        "item_descriptives.kurtosis_type2": ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3)),
    }


def mean_correlation(x, missing):
    """From standardized alpha, whose only ingredient it is: alpha = k r / (1 + (k - 1) r)."""
    k, value = x.shape[1], standardized_alpha(x, missing=missing).value
    return value / (k - (k - 1) * value)


def answer_shares(x, golden, missing):
    """The same through coded answers, where the answers are whole numbers."""
    complete = x[~np.isnan(x).any(axis=1)] if missing == "listwise" else x
    if np.any(complete[~np.isnan(complete)] % 1):
        return {}
    low, high = np.nanmin(x), np.nanmax(x)
    coded = coded_answers(complete, int(low), int(high))
    table = item_table(Moments.of(coded, missing=missing))
    np.testing.assert_allclose(table.skewness, item_table(x, missing=missing).skewness, rtol=0, atol=TOLERANCE)
    return {
        "response_proportions.categories": np.arange(low, high + 1),
        "response_proportions.props": table.shares,
        "response_proportions.counts": Moments.of(coded, missing=missing).counts,
        "response_proportions.missing": missing_by_reason(coded).sum(axis=1) / len(coded),
    }


def coded_answers(x, low, high):
    codes = np.where(np.isnan(x), -1, x - low).astype(np.int8)
    items = tuple(str(j) for j in range(x.shape[1]))
    return CodedResponses(
        codes=np.asfortranarray(codes), items=items, values=(tuple(range(low, high + 1)),) * len(items), fingerprint=""
    )


def intervals(x):
    estimates = {name: alpha(x, interval=name) for name in ("feldt", "bonett", "hakstian-whalen", "asymptotic")}
    value, se = estimates["asymptotic"].value, estimates["asymptotic"].se
    rounded = around(value, se * 1.96 / ndtri(0.975), 0.95)  # psych takes 1.96 for the normal quantile
    return {
        "total.ase": se,
        "ci_psych_feldt.alpha.raw_alpha": value,
        "ci_psych_feldt.lower.ci.raw_alpha": estimates["feldt"].low,
        "ci_psych_feldt.upper.ci.raw_alpha": estimates["feldt"].high,
        "ci_psych_duhachek_iacobucci.ase": se,
        "ci_psych_duhachek_iacobucci.lower": rounded[0],
        "ci_psych_duhachek_iacobucci.upper": rounded[1],
        **{f"alpha_ci.{name.replace('-', '_')}.lower": e.low for name, e in estimates.items()},
        **{f"alpha_ci.{name.replace('-', '_')}.upper": e.high for name, e in estimates.items()},
        "duhachek_iacobucci_closed_form.se": se,
        "duhachek_iacobucci_closed_form.lower": estimates["asymptotic"].low,
        "duhachek_iacobucci_closed_form.upper": estimates["asymptotic"].high,
        "alpha_if_deleted.alpha se": [e.se for e in alpha_if_dropped(x, interval="asymptotic")]
        if x.shape[1] > 2
        else [],
        "kr.kr20": value,
    }


def scale_numbers(x, golden):
    k, moments = x.shape[1], Moments.of(x)
    total = {"sum": moments.mean.sum(), "sd": np.sqrt(moments.covariance().sum())}
    return {
        "total.mean": total["sum"] / k,
        "total.sd": total["sd"] / k,
        "scale.sum_mean": total["sum"],
        "scale.sum_sd": total["sd"],
        "scale.mean_mean": total["sum"] / k,
        "scale.mean_sd": total["sd"] / k,
        "scale.sem_sum": standard_error_of_measurement(x, score="sum").value,
        "scale.sem_mean": standard_error_of_measurement(x, score="mean").value,
        **ends(x, golden),
        **{f"kr.difficulty.{key}": mean for key, mean in zip(golden["keys"], moments.mean, strict=True)},
    }


def ends(x, golden):
    """People at the ends: the files count those at the lowest sum that was met, we those at the lowest there is."""
    sums = x[~np.isnan(x).any(axis=1)].sum(axis=1)
    met = {"scale.floor": np.sum(sums == sums.min()), "scale.ceiling": np.sum(sums == sums.max())}
    if golden["min"] is None:
        return met
    found = extremes(coded_answers(x, golden["min"], golden["max"]), range(x.shape[1]), [False] * x.shape[1])
    k = x.shape[1]
    assert found.lowest == (met["scale.floor"] if sums.min() == k * golden["min"] else 0)
    assert found.highest == (met["scale.ceiling"] if sums.max() == k * golden["max"] else 0)
    return met


def test_the_closed_forms_alone_agree_where_r_used_n_of_all_rows():
    """Under pairwise the files give what the formulas say with n of all rows: the formulas are ours too."""
    for scale in reference.golden("bfi", "ctt")["scales"].values():
        block = scale["pairwise"]
        for name, formula in (("feldt", feldt), ("bonett", bonett), ("hakstian_whalen", hakstian_whalen)):
            low, high = formula(block["total"]["raw_alpha"], block["n"], block["k"], 0.95)
            expected = block["alpha_ci"][name]
            assert abs(low - expected["lower"]) < TOLERANCE
            assert abs(high - expected["upper"]) < TOLERANCE


def test_psych_counts_missing_answers_in_kurtosis_of_type_1():
    """b = n m4 / m2²: psych takes for n all 2,800 rows, and not those that answer the item."""
    for scale in reference.golden("bfi", "ctt")["scales"].values():
        table = item_table(reference.keyed("bfi", scale["keys"], 1, 6), missing="pairwise")
        right = other_types(table.skewness, table.kurtosis, table.n)["item_descriptives.kurtosis_type1"]
        expected = scale["pairwise"]["item_descriptives"]["kurtosis_type1"]
        np.testing.assert_allclose((right + 3) * 2800 / table.n - 3, expected, rtol=0, atol=TOLERANCE)
