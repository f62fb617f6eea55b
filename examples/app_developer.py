"""For people who put a questionnaire into an app: from a form in a page to a validated answer and its scores.

Run it with nothing but the package installed: python examples/app_developer.py
"""

import json

import purpose_index as pi

q = pi.load("purpose-index")

# 1. The page needs the questions and their options, in the language of its reader: that is a JSON Schema.
form = q.answer_schema(language="en")
first = form["properties"]["q01"]
print(first["title"])
print([choice["title"] for choice in first["oneOf"] if choice.get("const", -1) > 0])

# 2. It sends back JSON. Questions may be left open; every scale knows how many it needs.
received = '{"q01": 4, "q02": 3, "q03": 5, "q04": 4, "q05": 4, "q06": 5, "q07": 3, "q08": null, "q10": 4, "q12": 2}'
score = pi.score(q, json.loads(received))

for scale in q.scales:
    found = score[scale.id]
    index = "no score" if found.index is None else f"{found.index:.0f}"
    print(f"{scale.name['en']:<30} {index:>8}   {found.answered} of {found.item_count} answered")
print(score["positive_meaning"].feedback("en"))

# 3. Keep the score with where it came from: the same fingerprint, engine and answers give the same score, for ever.
record = score.to_dict()
print({key: record[key] for key in ("question_set", "version", "engine")}, record["fingerprint"][:12])

# 4. Whatever is wrong comes at once, with codes for your program and words for a person, and without the answers.
try:
    pi.score(q, {"q01": 6, "q02": True, "q03": "4", "q4": 5})
except pi.ResponseError as error:
    for issue in error.issues:
        print(f"{issue.code}: {issue.path}: {issue.message} {issue.hint}")

# 5. For FastAPI and friends there is a pydantic model: def answer(answers: q.answer_model()): ...
Answer = q.answer_model()
print(Answer.model_validate_json(received).q03)
