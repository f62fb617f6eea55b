"""For people who talk with a team about its scores: the team beside all others, and nothing about one person.

python examples/facilitator.py (needs pandas)
"""

from pathlib import Path

import pandas as pd

import purpose_index as pi

SMALLEST = 10  # of fewer people nothing is shown; nor of a team, where it would give away that few others
TEAM = 14

HERE = Path(__file__).parent / "leadership"
q = pi.load(HERE / "questionnaire.yaml")
scores = pi.score_frame(q, pd.read_csv(HERE / "answers.csv"))

for scale in q.scales:
    known = scores.dropna(subset=[scale.id])
    team = known.loc[known.COMPID == TEAM, scale.id]
    others = known.loc[known.COMPID != TEAM, scale.id]
    if min(len(team), len(others)) < SMALLEST:
        print(f"{scale.name['en']}: too few people to show anything.")
        continue
    margin = 2 * team.std() / len(team) ** 0.5
    low, high = team.mean() - margin, team.mean() + margin
    print(f"{scale.name['en']:<20} {len(team)} people: {low:.1f} to {high:.1f}   others: {others.mean():.1f}")

print("A team's mean says nothing about a person in it, and a difference within the margin may be chance.")
