"""Every number of golden/*/alignment.json, key by key, and the ones of R that allow for companies (change.R)."""

from __future__ import annotations

import json

import numpy as np
import pytest

from purpose_index.stats.alignment import profile_similarity, response_surface
from tests.oracles import reference

TOLERANCE = 1e-10  # closed forms, and 15 digits in the files
EXACT = 1e-8  # what loses digits on the way: a quotient of small differences, a probability far out

CLUSTERED = json.loads((reference.HERE / "change.json").read_text(encoding="utf-8"))
GOLDEN = reference.golden("lq2002", "alignment")
PROVENANCE = {"label", "source", "centering", "formula"}
NOT_OFFERED = {  # difference scores hide what the surface shows, and a cut at half a deviation makes classes of noise
    "adj_r2",
    "F",
    "abs_diff_model",
    "sq_diff_model",
    "congruence_counts",
}
PROFILE_KEYS = {
    "pearson": lambda p: p.pearson,
    "d2": lambda p: p.d2,
    "d": lambda p: np.sqrt(p.d2),
    "double_entry_icc": lambda p: p.double_entry_icc,
    "d2_elev": lambda p: p.elevation,
    "d2_scatter": lambda p: p.scatter,
    "d2_shape": lambda p: p.shape,
}
NOT_OF_PROFILES = {"rows", "abs", "elevation_diff", "scatter_diff", "spearman"}  # other measures; roots of ours


def mean_of(prefix, count):
    return reference.matrix("lq2002", [f"{prefix}{i:02d}" for i in range(1, count + 1)]).mean(axis=1)


def companies():
    return reference.table("lq2002")["COMPID"].astype(int)


def group_means(values):
    return np.array([values[companies() == company].mean(axis=0) for company in companies()])


def surface(pair, **options):
    lead = mean_of("LEAD", 11)
    y = group_means(lead) if pair == "own_vs_group_LEAD" else mean_of("TSIG", 3)
    center = "grand-mean" if pair == "grandmean" else 3
    return response_surface(lead, y, mean_of("HOSTIL", 5), center=center, **options)


COMPUTED = {
    "n": lambda s: s.n,
    "coef": lambda s: s.coefficients,
    "se": lambda s: s.standard_errors,
    "vcov": lambda s: s.covariance,
    "r2": lambda s: s.r_squared,
    "df_res": lambda s: s.f_df[1],
    "a": lambda s: {
        a: {"est": e.value, "se": e.se, "t": e.t, "p": e.p}
        for a in ("a1", "a2", "a3", "a4", "a5")
        for e in [getattr(s, a)]
    },
    "stationary": lambda s: {
        "X0": s.stationary_point[0],
        "Y0": s.stationary_point[1],
        "p10": s.first_axis.intercept,
        "p11": s.first_axis.slope,
        "p20": s.second_axis.intercept,
        "p21": s.second_axis.slope,
    },
    "linear_vs_quadratic": lambda s: {"F": s.f, "df": s.f_df[0], "p": s.f_p, "r2_linear": s.linear_r_squared},
}
KEYS = [(pair, key) for pair, block in GOLDEN["pairs"].items() for key in block if key not in PROVENANCE | NOT_OFFERED]


@pytest.mark.parametrize(("pair", "key"), KEYS)
def test_every_number_of_a_surface(pair, key):
    found, expected = COMPUTED[key](surface(pair)), GOLDEN["pairs"][pair][key]
    if key == "vcov":
        np.testing.assert_allclose(found, reference.array(expected), rtol=0, atol=TOLERANCE)
    elif isinstance(expected, dict):
        for name, value in expected.items():
            if name == "formula":
                continue
            assert same(found[name], value), name
    else:
        assert found == pytest.approx(expected, abs=TOLERANCE)


def same(found, expected):
    return (
        all(same(found[key], expected[key]) for key in expected)
        if isinstance(expected, dict)
        else (found == pytest.approx(expected, rel=EXACT, abs=TOLERANCE))
    )


def test_the_centre_of_both_scores_is_that_of_r():
    assert surface("grandmean").center == pytest.approx(GOLDEN["pairs"]["grandmean"]["centering"], abs=TOLERANCE)


@pytest.mark.parametrize("key", sorted(set(GOLDEN["profiles"]["sums"]) - NOT_OF_PROFILES))
def test_every_number_of_a_profile(key):
    lead = reference.matrix("lq2002", [f"LEAD{i:02d}" for i in range(1, 12)])
    found = profile_similarity(lead, group_means(lead))
    numbers, profiles = PROFILE_KEYS[key](found), GOLDEN["profiles"]
    expected = np.array([np.nan if v is None else v for v in profiles["first50"][key]])
    flat = np.isnan(expected) & (key == "d2_shape")  # R leaves it out; by definition nothing of such a D² is shape
    np.testing.assert_allclose(numbers[:50], np.where(flat, 0, expected), rtol=0, atol=TOLERANCE)
    assert np.nansum(numbers) == pytest.approx(profiles["sums"][key], rel=TOLERANCE)
    assert np.isnan(numbers).sum() == (0 if key == "d2_shape" else profiles["n_na"][key])
    assert found.n == profiles["n"]


@pytest.mark.parametrize("whom", ["all", "seven"])
def test_errors_that_allow_for_companies_are_those_of_clubsandwich(whom):
    lead, tsig, hostil, company = mean_of("LEAD", 11), mean_of("TSIG", 3), mean_of("HOSTIL", 5), companies()
    kept = np.isin(company, np.unique(company)[:7]) if whom == "seven" else np.ones(len(lead), dtype=bool)
    found, expected = (
        response_surface(lead[kept], tsig[kept], hostil[kept], center=3, groups=company[kept]),
        CLUSTERED[whom],
    )
    np.testing.assert_allclose(found.covariance, expected["covariance"], rtol=0, atol=TOLERANCE)
    effects = [found.a1, found.a2, found.a3, found.a4, found.a5]
    for name in ["se", "df", "p", "low", "high"]:
        np.testing.assert_allclose([getattr(e, name) for e in effects], expected[name], rtol=EXACT, atol=TOLERANCE)
    assert [found.f, found.f_df[1], found.f_p] == pytest.approx(
        [expected["f"], expected["f_df"], expected["f_p"]], rel=EXACT
    )
