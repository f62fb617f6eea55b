"""For people who talk with a team about its scores: the team beside everybody, and nothing about one person.

python examples/facilitator.py (needs pandas)
"""

from pathlib import Path

import pandas as pd

import purpose_index as pi

TEAM = 14

HERE = Path(__file__).parent / "leadership"
q = pi.load(HERE / "questionnaire.yaml")
answers = pd.read_csv(HERE / "answers.csv")
released = pi.release(q, answers, by=[[], "COMPID"])
cells = {(cell.scale, cell.group.get("COMPID")): cell for cell in released.cells}

for scale in q.scales:
    team, everybody = cells[scale.id, TEAM], cells[scale.id, None]
    n, mean, sd = team.n, team.mean, team.sd
    if n is None or mean is None or sd is None or everybody.mean is None:
        print(f"{scale.name['en']}: too little may be shown of this team.")
        continue
    margin = 2 * sd / n**0.5
    low, high = mean - margin, mean + margin
    print(f"{scale.name['en']:<20} {n} people: {low:.1f} to {high:.1f}   everybody: {everybody.mean:.1f}")

print("A team's mean says nothing about a person in it, and a difference within the margin may be chance.")
