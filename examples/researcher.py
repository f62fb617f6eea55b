"""For people who study answers in a data frame: scores, reliability with intervals, items, and what to report.

python examples/researcher.py (needs pandas; polars and pyarrow go the same way)
"""

from pathlib import Path

import pandas as pd

import purpose_index as pi

HERE = Path(__file__).parent / "leadership"
q = pi.load(HERE / "questionnaire.yaml")
answers = pd.read_csv(HERE / "answers.csv")  # 2,042 people in 49 companies

# 1. Scores: every column that is not an item is kept, and every scale adds its score and how many items are answered.
scores = pi.score_frame(q, answers)
print(scores.head(3).round(2).to_string(index=False))
print(scores[["leadership", "significance", "hostility"]].corr().round(2).to_string())

# 2. Reliability with its interval, and the people that it rests on; nothing is rounded before you do.
result = pi.analyze(q, answers)
for scale in result.scales.values():
    alpha = scale.alpha
    print(f"{scale.name['en']}: alpha = {alpha.value:.3f}, 95% [{alpha.low:.3f}, {alpha.high:.3f}], n = {alpha.n}")

# 3. Items: what would an item less do?
items = result.to_frame("items").set_index("item")
print(items.loc["lead01":"lead04", ["mean", "sd", "item_rest_correlation", "alpha_if_dropped"]].round(3).to_string())

# 4. With answers missing, say which people a number rests on: listwise, or pairwise, which has no Feldt interval.
holes = answers.mask(answers.index.to_series() % 10 == 0)
pairwise = pi.analyze(q, holes, missing="pairwise", interval=None)
print(pairwise.missing, pairwise.scales["leadership"].n, round(pairwise.scales["leadership"].alpha.value, 3))

# 5. In a methods section: which questions, scored how, by what.
print(f"{result.question_set} {result.version}, fingerprint {result.fingerprint[:12]}, purpose_index {pi.__version__}")
