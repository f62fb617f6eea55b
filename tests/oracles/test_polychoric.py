"""Polychoric correlations against two-step maximum likelihood written out, lavaan, psych and polycor.

`exact_two_step` solves the score equation to 1e-13 with pbivnorm's probabilities, which are exact to about 1e-15 but
not in proportion: that shows as 5e-9 where somebody chose a very unlikely pair of categories. The others stop their
search earlier; each has the tolerance that its own stopping rule argues for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from purpose_index.stats.correlation import polychoric, tetrachoric
from purpose_index.stats.correlation.bivariate_normal import cells
from tests.oracles import reference

TOLERANCES = {
    "exact_two_step": 1e-8,
    "lavCor": 1e-7,  # lavaan stops where its gradient is small
    "psych": 3e-5,  # psych searches with optimize(), which promises 1.2e-4 on rho and keeps 2e-5 here
}
FLOORED = {("acl", "Achievement", "lavCor_listwise"): [("active", "energetic")]}  # lavaan holds cells above 1.5e-8


@dataclass(frozen=True)
class Case:
    dataset: str
    name: str
    block: str

    @property
    def set(self) -> dict:
        return reference.golden(self.dataset, "polychoric")["sets"][self.name]

    @property
    def numbers(self) -> dict:
        return self.set[self.block]

    @property
    def tolerance(self) -> float:
        return next(value for name, value in TOLERANCES.items() if self.block.startswith(name))

    @property
    def missing(self) -> str:
        return "pairwise" if self.block.endswith("pairwise") else "listwise"

    def result(self):
        estimate = tetrachoric if "tetrachoric" in self.block else polychoric
        return estimate(reference.matrix(self.dataset, tuple(self.set["keys"])), missing=self.missing)

    def sign(self) -> np.ndarray:
        return np.array([-1 if key.startswith("-") else 1 for key in self.set["keys"]])


def sets() -> list[tuple[str, str, dict]]:
    return [
        (dataset, name, block)
        for dataset in reference.datasets("polychoric")
        for name, block in reference.golden(dataset, "polychoric")["sets"].items()
    ]


CASES = [
    Case(dataset, name, block)
    for dataset, name, blocks in sets()
    for block, content in blocks.items()
    if isinstance(content, dict)
]
PAIRS = [
    pytest.param(pair, id=f"{dataset}-{name}-{'-'.join(pair['items'])}")
    for dataset, name, blocks in sets()
    for pair in blocks.get("polycor_pairs", [])
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.dataset}-{case.name}-{case.block}")
def test_correlations(case):
    difference = abs(case.result().values * np.outer(case.sign(), case.sign()) - reference.array(case.numbers["rho"]))
    for pair in FLOORED.get((case.dataset, case.name, case.block), []):
        i, j = (case.set["keys"].index(item) for item in pair)
        assert difference[i, j] > 0.01  # the exception must still be one
        difference[i, j] = difference[j, i] = 0
    assert difference.max() < case.tolerance


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.dataset}-{case.name}-{case.block}")
def test_thresholds(case):
    result = case.result()
    for j, (key, sign) in enumerate(zip(case.set["keys"], case.sign(), strict=True)):
        expected = thresholds(case.numbers, j, key.removeprefix("-"))
        np.testing.assert_allclose(np.sort(sign * result.thresholds[j]), expected, atol=1e-10)


def thresholds(numbers: dict, j: int, item: str) -> np.ndarray:
    """The thresholds of an item, in any of the forms in which R gives them."""
    if "tau" in numbers:
        tau = numbers["tau"]
        row = tau["values"][j] if "values" in tau else tau[item]
        return np.array([value for value in np.atleast_1d(row) if value is not None], dtype=float)
    if item in numbers["thresholds"]:
        return np.atleast_1d(numbers["thresholds"][item])
    return np.array([value for name, value in numbers["thresholds"].items() if name.split("|")[0] == item])


@pytest.mark.parametrize("pair", PAIRS)
def test_polycor_finds_no_better_maximum(pair):
    """polycor's two-step search stops within 1.2e-4 of the maximum, so our likelihood must be at least its own."""
    table = np.array(pair["table"]["values"])
    result = polychoric(np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0))
    rho, expected = result.values[0, 1], pair["two_step"]["rho"]
    assert rho == pytest.approx(expected, abs=1.2e-4)
    sides = [side[:, None] for side in result.thresholds]
    ours, theirs = (np.sum(table * np.log(cells(np.arcsin([r]), *sides)[:, :, 0])) for r in (rho, expected))
    assert ours >= theirs - 1e-9


LAVAAN = {
    # lavaan 0.6-14: sqrt(diag(lavInspect(lavCor(x, ordered = names(x), output = "fit", se = "standard"), "gamma")) / n)
    ("lq2002", ("TSIG01", "TSIG02", "TSIG03")): [0.012764638841, 0.012869383117, 0.008497173014],
    ("LSAT7", ("Item.1", "Item.2", "Item.3", "Item.4")): [
        0.05746005008,
        0.05898332558,
        0.05524999683,
        0.04819873141,
        0.05017282529,
        0.05234944293,
    ],
}


@pytest.mark.parametrize(("dataset", "items"), LAVAAN, ids=lambda value: value if isinstance(value, str) else "")
def test_standard_errors_are_those_of_lavaan(dataset, items):
    result = polychoric(reference.matrix(dataset, items), standard_errors=True)
    errors = result.standard_errors[np.triu_indices(len(items), 1)]
    np.testing.assert_allclose(errors, LAVAAN[dataset, items], rtol=1e-7)


def test_the_pair_where_lavaan_floors_its_probabilities():
    """The exact score is zero at .8152, where a cell that one person chose has a probability below lavaan's floor."""
    x = reference.matrix("acl", ("active", "energetic"))
    result = polychoric(x)
    rho = result.values[0, 1]
    assert rho == pytest.approx(0.8152, abs=5e-5)
    probability = cells(np.arcsin([rho]), *(side[:, None] for side in result.thresholds))[:, :, 0]
    table = np.histogram2d(*x.T, bins=[np.arange(6) - 0.5] * 2)[0]
    assert probability[table > 0].min() < 1.5e-8
