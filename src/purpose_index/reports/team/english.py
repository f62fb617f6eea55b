"""What the reports of a team and of a person say in English. `dutch.py` has the same keys and placeholders."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # the page
    "team_report": "Team report",
    "your_report": "Your own report",
    "made_on": "Made on {date}",
    "contents": "In this report",
    "half_day": "Half-day {number}",
    "take_home": "To take home",
    "write_here": "Room for notes",
    "people_one": "{n} person",
    "people_other": "{n} people",
    "quoted": "‘{text}’",
    # who took part
    "who_title": "Who took part",
    "who_people": "people in the team answered",
    "who_first": "answered the first time ({occasion})",
    "who_last": "people in the team answered the last time ({occasion})",
    "who_both": "answered both times",
    "who_leader_none": "No leader’s answers stand beside those of the team.",
    "who_leader_one": "The leader’s own answers stand beside those of the team, and do not count in its numbers.",
    "who_leader_several": "More than one person leads this team. So no leader’s answers stand beside those of the "
    "team; they do not count in its numbers either.",
    "who_small": "Fewer than {minimum} people in this team answered. Their numbers are not shown, so that nobody can "
    "find out what one person said. What is left is a set of questions to talk about.",
    "who_one_person": "With {n} people each answer weighs a lot: when one person scores one point higher, the mean of "
    "the team goes up by {step}.",
    "who_conversation": "The numbers are the start of a conversation. They are not a test of the team, the leader or "
    "the organisation, and there are no norms to compare them with.",
    "who_private": "Do not ask anybody what they filled in. Everybody decides for themselves what to tell.",
    # the four half-days
    "own_title": "My own purpose",
    "own_lead": "You answered the same questions as the people in your team. The group is a mirror: where do you see "
    "the same thing, and where do you differ?",
    "own_lead_alone": "How do the people in this team see their work?",
    "own_take": "Which question did you not want to answer yourself, and what does that tell you?",
    "organisation_title": "My organisation and my part in it",
    "organisation_lead": "What is the organisation for, and what do you contribute to it? Here are two tracks: your "
    "own development, and that of the part of the organisation you are responsible for.",
    "organisation_take": "Ask one colleague this week: ‘Where do you notice what our organisation is for?’",
    "society_title": "The fit with a changing society",
    "society_lead": "What do the people that you work for need from you now, and from your organisation? Customers, "
    "clients, suppliers and neighbours change. Does your work change with them?",
    "society_take": "Which customer, client or supplier could tell you what your work is worth to them? When will you "
    "ask?",
    "steps_title": "Concrete steps",
    "steps_lead": "Everything comes together: what do you conclude, what will you do, and how will you involve the "
    "organisation?",
    "steps_take": "Who will ask you in a month’s time what has come of your first step?",
    # two tracks
    "track_own": "Track 1: my own development",
    "track_part": "Track 2: the part that I am responsible for",
    "track_own_number": "Your own score is lowest on {scale}: {value}. Is that where you want to grow, or is it fine "
    "as it is?",
    "track_own_open": "What do you want to learn or do differently yourself?",
    "track_part_number": "The mean of the team is lowest on {scale}: {value}. Is that fine as it is, or is there "
    "something you can change, within what you are responsible for?",
    "track_part_open": "What would you like to change within what you are responsible for?",
    # columns, legends and charts
    "scale": "Scale",
    "statement": "Statement",
    "layer": "Layer",
    "team": "Team",
    "you": "You",
    "difference": "Difference",
    "change": "Change",
    "answered": "Answered",
    "your_answer": "Your answer",
    "range": "Scores run from {low} to {high}.",
    "to": "{low} to {high}",
    "not_shown": "not shown",
    "no_score": "no score",
    "skipped": "no answer",
    "name_with_range": "{name} ({low} to {high})",
    "legend_team": "team, with interval",
    "legend_you": "you",
    "beside_title": "You beside your team: {part}",
    "beside_desc": "A row for each scale. The circle is the mean of the team, with a line for its interval; the "
    "diamond is the leader. The table after the picture has the same numbers.",
    "team_title": "Your team: {part}",
    "team_desc": "A row for each scale. The circle is the mean of the team, with a line for its interval. The table "
    "after the picture has the same numbers.",
    "layers_title": "{first} and {second}, layer by layer",
    "layers_desc": "A row for each layer. The circle is the mean of {first}, the square that of {second}. The table "
    "after the picture has the same numbers.",
    "layers_split": "Lower, equal, higher",
    "layers_split_note": "‘Lower, equal, higher’ counts people: how many score {second} lower than, equal to and "
    "higher than {first}.",
    "answers_title": "How the answers are spread",
    "answers_desc": "A bar for each statement, from the lowest answer on the left to the highest on the right. The "
    "table after the picture has the same percentages.",
    "answers_hidden": "How answers are spread is shown from {minimum} people on. With fewer it would tell too much "
    "about one person.",
    "answers_protected": "How answers are spread is not shown here, because it would tell too much about a few people.",
    "statements_title": "Statement by statement",
    "items_caption": "Mean of each statement",
    "items_beside": "Mean of each statement, beside your own answer",
    "items_turned": "* turned around: a high number means that people disagree with the statement",
    "items_none": "The statements are not shown one by one. Beside the scales they would tell too much about a few "
    "people.",
    "items_some": "Some statements are not shown. Beside the other numbers they would tell too much about a few "
    "people.",
    "change_title": "How the team changed: {first} and {last}",
    "change_desc": "{scale}: from {from_value} to {to_value}.",
    # what the numbers allow
    "gap_higher": "On {scale} you score higher than your team: {you} against {team}. That is more than chance "
    "explains.",
    "gap_lower": "On {scale} you score lower than your team: {you} against {team}. That is more than chance explains.",
    "gap_none": "Every difference between you and your team may be chance. That does not mean that you see things the "
    "same way: with so few people a real difference often does not show.",
    "gap_unknown": "For these differences there is no interval. So these numbers cannot say whether they are more "
    "than chance.",
    "layer_lower": "On the layer {layer} people score {second} lower than {first}. That is more than chance explains.",
    "layer_higher": "On the layer {layer} people score {second} higher than {first}. That is more than chance "
    "explains.",
    "layer_none": "On every layer the difference may be chance.",
    "layer_unknown": "These numbers cannot say whether the differences are more than chance.",
    "own_fit": "‘You’ is your own difference: {first} less {second}.",
    "change_up": "On {scale} the same people score higher than the first time: {change}. That is more than chance "
    "explains.",
    "change_down": "On {scale} the same people score lower than the first time: {change}. That is more than chance "
    "explains.",
    "change_none": "Every change may be chance. That does not mean that nothing happened.",
    "many": "Among {count} differences, one may easily be chance after all. So take it as a question.",
    "change_cause": "It is not known what caused a change: nobody who did not take part was asked. This is about the "
    "{people} who answered both times.",
    "change_absent": "Fewer than {minimum} people answered both times. So no change is shown.",
    "interval_note": "The line through the circle shows how sure the mean is. Such a line holds the mean of people "
    "like these in {level} of cases.",
    "interval_hidden": "Where there is no interval, it cannot be computed, or would tell too much about a few people.",
    "hidden_note": "‘Not shown’ is neither good nor bad. A number is left out where fewer than {minimum} people "
    "answered, or where someone could work out from it what one person or a few people said.",
    "round_note": "Numbers are rounded to one decimal, so a difference may be 0.1 off.",
    "scale_note": "A score runs from {low} ({low_label}) to {high} ({high_label}).",
    # the fourth half-day
    "strongest": "What is strongest",
    "strongest_text": "Of all scales shown, the mean of the team is highest on {scale}. The next one may well be as "
    "high: look at the intervals.",
    "strongest_none": "No mean may be shown, so the numbers cannot say what is strongest. What would you say "
    "yourselves?",
    "widest": "The widest gap",
    "widest_text": "On {scale} you are furthest apart: you {you}, your team {team}.",
    "widest_sure": "This is more than chance explains.",
    "widest_unsure": "It may be chance. It is still worth asking about.",
    "widest_none": "No scores of a leader and a team stand side by side here. Where do you expect to see things "
    "differently?",
    "moved": "What has moved",
    "talk_title": "Questions to talk about",
    "talk_gap": "On {scale} you score {you} and the team {team}. What do you see that the team does not see, or the "
    "other way round?",
    "talk_strong": "The team scores highest on {scale} ({team}). What do you do that makes it so, and what "
    "would you like to keep?",
    "talk_low": "The team scores lowest on {scale} ({team}). Is that fine as it is, or what could be a "
    "little different next month?",
    "talk_layer": "On the layer {layer} people score {first} at {first_value} and {second} at {second_value}. Where "
    "do you notice that in daily work?",
    "talk_item": "The team scores the statement {item} at {team} on average. Who can give an example from the past few "
    "weeks?",
    "talk_change": "On {scale} something has moved: from {first} to {last}. What have you done differently?",
    "talk_open_1": "When was the last time that your work clearly mattered to somebody? Who was that?",
    "talk_open_2": "What should our team keep doing, whatever changes?",
    "talk_open_3": "What would our customers or clients miss if we were not there?",
    "act_title": "My steps",
    "act_what": "What will I do?",
    "act_who": "With whom?",
    "act_when": "When?",
    "act_notice": "How will we notice that it helps?",
    "along_title": "How we involve the organisation",
    "along_text": "Which conclusion should others in the organisation know? Who tells them, and what do you ask of "
    "them?",
    # how to read it
    "read_title": "How to read this report",
    "made_with": "Made from the questionnaire {title}, version {version}, fingerprint {fingerprint}.",
    # a person
    "person_intro": "This report shows how you answered. It is about how you see your work now, and it is meant for "
    "you. Nobody is compared with others, and no score is right or wrong.",
    "person_answered": "You answered {answered} of the {count} statements.",
    "person_rough": "A score from a few statements is a rough estimate. On another day you may well answer a little "
    "differently, so do not make much of a small difference.",
    "person_scales": "Your scores",
    "person_scales_desc": "A row for each scale, with a diamond at your score. The table after the picture has the "
    "same numbers.",
    "person_layers_desc": "A row for each layer. The circle is {first}, the square is {second}. The table after the "
    "picture has the same numbers.",
    "person_missing": "Where there is no score, you answered too few statements.",
    "person_meaning": "What a high score means",
    "person_statements": "Your answers",
    "person_talk_high": "Your score is highest on {scale} ({value}). When did you last notice that in your work?",
    "person_talk_low": "Your score is lowest on {scale} ({value}). Is that fine as it is, or would you like it to be "
    "different?",
    "person_talk_layer": "On the layer {layer} you score {first} at {first_value} and {second} at {second_value}. "
    "What does that ask of you?",
    "person_note": "A score is the mean of your answers to the statements of a scale. There are no norms to compare "
    "it with.",
    "occasion_before": "before",
    "occasion_after": "after",
}
