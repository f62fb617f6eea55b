"""For people who write a question set: a draft, everything that is wrong with it, and a look before anyone answers.

python examples/question_set_author.py
"""

import purpose_index as pi
from purpose_index.responses.simulate import simulate

DRAFT = """
id: my-team
version: 1.0
languages: [en]
title: {en: My team}
options:
  agreement:
    - {value: 1, label: {en: disagree}}
    - {value: 2, label: {en: neither agree nor disagree}}
    - {value: 3, label: {en: agree}}
items:
  - {id: q1, text: {en: In my team we help each other.}, options: agrement}
  - {id: q2, text: {en: My team knows what it is for.}, options: agreement}
  - {id: q3, text: {en: My team leaves me out.}, options: agreement, reverse: yes}
scales:
  - {id: total, name: {en: Total}, items: [q1, q2, q03], minimum_answered: 2}
"""

# 1. Loading reports every problem at once, each with its line and column and a way to mend it.
try:
    pi.loads(DRAFT)
except pi.DefinitionError as error:
    print(error)

# 2. Mended, it is a question set with a fingerprint: what decides its scores, whatever the words.
MENDED = (
    DRAFT.replace("version: 1.0", 'version: "1.0.0"')
    .replace("agrement}", "agreement}")
    .replace("reverse: yes", "reverse: true")
    .replace("q03", "q3")
)
q = pi.loads(MENDED)
reworded = pi.loads(MENDED.replace("leaves me out", "keeps me out"))
print("the same scoring:", q.fingerprint == reworded.fingerprint)
print("the same words:", q.text_fingerprint == reworded.text_fingerprint)

# 3. Score a few answers by hand: the third question is turned around, 1 becomes 3.
score = pi.score(q, {"q1": 3, "q2": 2, "q3": 1})
print(score["total"].mean, "is", (3 + 2 + 3) / 3)

# 4. Simulated answers show that the whole way works. Nobody gave them, so they say nothing about your questions.
pilot = simulate(q, people=200, rng=1)
print(pi.analyze(q, pilot).scales["total"].n, "simulated people answered all items")
