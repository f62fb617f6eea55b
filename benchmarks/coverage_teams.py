"""How often the intervals of `teams` hold what they are about, in made-up teams.

`python -m benchmarks.coverage_teams` prints the tables of docs/methods/teams.md: scales of four five-point items, teams
that differ with a variance of .15 beside 1 within them, half of that people and half errors of single answers.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.special import stdtrit

from purpose_index.stats.agreement.means import pooled_mean_intervals

ITEMS, BETWEEN, HALF = 4, np.sqrt(0.15), np.sqrt(0.5)
CUTS = {"symmetric": (-1.5, -0.5, 0.5, 1.5), "skewed": (-2.2, -1.6, -1.0, 0.0)}
WITHIN = {"equal": (1.0, 1.0), "unequal": (0.6, 1.3)}  # of every other team
SIZES = (5, 6, 8)
MANY = 400  # people, or answers, whose mean is taken as the truth
ROUNDS = {6: 600, 49: 100}


def scores(latent: np.ndarray, answers: str) -> np.ndarray:
    """Five-point answers, averaged over the items."""
    return 1 + sum((latent > cut) for cut in CUTS[answers]).mean(axis=-1)


def spread(kind: str, teams: int) -> np.ndarray:
    return np.resize(WITHIN[kind], teams)[:, None, None]


def squares(x: np.ndarray) -> np.ndarray:
    return ((x - x.mean(axis=2, keepdims=True)) ** 2).sum(axis=(1, 2))


def parts(hit: np.ndarray, kind: str) -> str:
    return "" if kind == "equal" else f"{hit[:, ::2].mean():.3f}, {hit[:, 1::2].mean():.3f}"


def means(rng: np.random.Generator, answers: str, kind: str, teams: int, n: int) -> str:
    rounds = ROUNDS[teams]
    team = BETWEEN * rng.normal(size=(rounds, teams, 1, 1))

    def people(many: int) -> np.ndarray:
        own = HALF * rng.normal(size=(rounds, teams, many, 1)) + HALF * rng.normal(size=(rounds, teams, many, ITEMS))
        return scores(team + spread(kind, teams) * own, answers)

    x, truth = people(n), people(MANY).mean(axis=2)
    m, within = x.mean(axis=2), squares(x)
    ends = [
        pooled_mean_intervals(np.full(teams, n), one, float(s), low=1, high=5) for one, s in zip(m, within, strict=True)
    ]
    low, high = (np.array(end) for end in zip(*ends, strict=True))
    hit = (low <= truth) & (truth <= high)
    t = stdtrit(n - 1, 0.975) * np.sqrt(x.var(axis=2, ddof=1) / n)
    own = (abs(m - truth) <= t + 1e-12).mean()
    row = f"{hit.mean():.3f} | {parts(hit, kind)} | {(high - low).mean():.2f} | {own:.3f} | {2 * t.mean():.2f}"
    return f"| {n} | {teams} | {answers} | {kind} | {row} |"


def changes(rng: np.random.Generator, answers: str, kind: str, teams: int, n: int) -> str:
    rounds = ROUNDS[teams]
    team = BETWEEN * rng.normal(size=(rounds, teams, 1, 1))
    effect = 0.3 + 0.2 * rng.normal(size=(rounds, teams, 1, 1))

    def people(many: int) -> np.ndarray:
        person = HALF * rng.normal(size=(rounds, teams, many, 1))
        moved = effect + 0.6 * spread(kind, teams) * rng.normal(size=(rounds, teams, many, 1))
        error = HALF * rng.normal(size=(2, rounds, teams, many, ITEMS))
        return scores(team + person + moved + error[1], answers) - scores(team + person + error[0], answers)

    x, truth = people(n), people(MANY).mean(axis=2)
    df = teams * (n - 1)
    half = stdtrit(df, 0.975) * np.sqrt(squares(x) / df / n)[:, None]
    hit = abs(x.mean(axis=2) - truth) <= half
    return f"| {n} | {teams} | {answers} | {kind} | {hit.mean():.3f} | {parts(hit, kind)} | {2 * half.mean():.2f} |"


def gaps(rng: np.random.Generator, answers: str, teams: int, n: int) -> str:
    rounds = ROUNDS[teams] // 2
    team = BETWEEN * rng.normal(size=(rounds, teams, 1, 1))
    lead = HALF * rng.normal(size=(rounds, teams, 1, 1))

    def given(many: int, items: int, person: np.ndarray | None = None) -> np.ndarray:
        own = HALF * rng.normal(size=(rounds, teams, many, 1)) if person is None else person
        latent = team + own + HALF * rng.normal(size=(rounds, teams, many, items))
        return 1 + sum((latent > cut) for cut in CUTS[answers])

    items = given(n, ITEMS)
    x, all_of = items.mean(axis=3), items.reshape(rounds, -1, ITEMS)
    total = all_of.sum(axis=2).var(axis=1, ddof=1)
    alpha = ITEMS / (ITEMS - 1) * (1 - all_of.var(axis=1, ddof=1).sum(axis=1) / total)
    truth = given(1, MANY, lead).mean(axis=(2, 3)) - given(MANY, ITEMS).mean(axis=(2, 3))
    seen = given(1, ITEMS, lead).mean(axis=(2, 3)) - x.mean(axis=2)
    df = teams * (n - 1)
    error = (1 - np.maximum(alpha, 0)) * x.reshape(rounds, -1).var(axis=1, ddof=1)
    half = stdtrit(df, 0.975) * np.sqrt(squares(x) / df / n + error)[:, None]
    return f"| {n} | {teams} | {answers} | {(abs(seen - truth) <= half).mean():.3f} | {2 * half.mean():.2f} |"


def main() -> None:
    """Print the tables."""
    rng = np.random.default_rng(1)
    print("| people | teams | answers | spread | mean: covers | in teams that differ less, more | width", end="")
    print(" | own t: covers | width |\n|---:|---:|---|---|---:|---:|---:|---:|---:|")
    for case in product(CUTS, WITHIN, ROUNDS, SIZES):
        print(means(rng, *case), flush=True)
    print("\n| people | teams | answers | spread | change: covers | in teams that differ less, more | width |")
    print("|---:|---:|---|---|---:|---:|---:|")
    for case in product(CUTS, WITHIN, ROUNDS, SIZES):
        print(changes(rng, *case), flush=True)
    print("\n| people | teams | answers | gap: covers | width |\n|---:|---:|---|---:|---:|")
    for case in product(CUTS, ROUNDS, SIZES):
        print(gaps(rng, *case), flush=True)


if __name__ == "__main__":
    main()
