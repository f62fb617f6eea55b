"""What the reports of a team and of a person say in Dutch, with the keys and placeholders of `english.py`."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # the page
    "team_report": "Teamverslag",
    "your_report": "Je eigen verslag",
    "made_on": "Gemaakt op {date}",
    "contents": "In dit verslag",
    "half_day": "Dagdeel {number}",
    "take_home": "Om mee te nemen",
    "write_here": "Ruimte om te schrijven",
    "people_one": "{n} persoon",
    "people_other": "{n} mensen",
    "quoted": "‘{text}’",
    # who took part
    "who_title": "Wie meededen",
    "who_people": "mensen van het team antwoordden",
    "who_first": "antwoordden de eerste keer ({occasion})",
    "who_last": "mensen van het team antwoordden de laatste keer ({occasion})",
    "who_both": "antwoordden beide keren",
    "who_leader_none": "Er staan geen antwoorden van een leidinggevende naast die van het team.",
    "who_leader_one": "De antwoorden van de leidinggevende staan naast die van het team, en tellen niet mee in de "
    "cijfers van het team.",
    "who_leader_several": "Dit team heeft meer dan één leidinggevende. Daarom staan er geen antwoorden van een "
    "leidinggevende naast die van het team; ze tellen ook niet mee in de cijfers.",
    "who_small": "Van dit team antwoordden minder dan {minimum} mensen. Hun cijfers staan er niet, zodat niemand kan "
    "nagaan wat één persoon invulde. Wat blijft, zijn vragen om over te praten.",
    "who_one_person": "Met {n} mensen telt elk antwoord zwaar: scoort één persoon een punt hoger, dan stijgt het "
    "gemiddelde van het team met {step}.",
    "who_conversation": "De cijfers zijn het begin van een gesprek. Ze zijn geen toets van het team, de "
    "leidinggevende of de organisatie, en er zijn geen normen om ze mee te vergelijken.",
    "who_private": "Vraag niemand wat die heeft ingevuld. Ieder bepaalt zelf wat die wil vertellen.",
    # the four half-days
    "own_title": "Waar ik zelf voor sta",
    "own_lead": "Je beantwoordde dezelfde vragen als de mensen van je team. De groep is een spiegel: waar zien jullie "
    "hetzelfde, en waar niet?",
    "own_lead_alone": "Hoe zien de mensen van dit team hun werk?",
    "own_take": "Welke vraag wilde je zelf liever niet beantwoorden, en wat zegt dat?",
    "organisation_title": "Mijn organisatie en mijn aandeel",
    "organisation_lead": "Waar is de organisatie voor, en wat draag jij daaraan bij? Er zijn twee sporen: je eigen "
    "ontwikkeling, en die van het deel van de organisatie waarvoor je verantwoordelijk bent.",
    "organisation_take": "Vraag deze week één collega: ‘Waaraan merk jij waar onze organisatie voor is?’",
    "society_title": "Passend bij een samenleving die verandert",
    "society_lead": "Wat hebben de mensen voor wie je werkt nu nodig van jou, en van je organisatie? Klanten, "
    "cliënten, leveranciers en buren veranderen. Verandert je werk mee?",
    "society_take": "Welke klant, cliënt of leverancier kan je vertellen wat je werk waard is? Wanneer vraag je het?",
    "steps_title": "Concrete stappen",
    "steps_lead": "Alles komt samen: wat is je conclusie, wat ga je doen, en waarin neem je de organisatie mee?",
    "steps_take": "Wie vraagt je over een maand wat er van je eerste stap is gekomen?",
    # two tracks
    "track_own": "Spoor 1: mijn eigen ontwikkeling",
    "track_part": "Spoor 2: het deel waarvoor ik verantwoordelijk ben",
    "track_own_number": "Je eigen score is het laagst op {scale}: {value}. Wil je daarin groeien, of is het goed "
    "zoals het is?",
    "track_own_open": "Wat wil je zelf leren of anders doen?",
    "track_part_number": "Het gemiddelde van het team is het laagst op {scale}: {value}. Is dat goed zoals het is, "
    "of kun jij daar iets veranderen, binnen je eigen verantwoordelijkheid?",
    "track_part_open": "Wat wil je veranderen, binnen je eigen verantwoordelijkheid?",
    # columns, legends and charts
    "scale": "Schaal",
    "statement": "Stelling",
    "layer": "Laag",
    "team": "Team",
    "you": "Jij",
    "difference": "Verschil",
    "change": "Verandering",
    "answered": "Beantwoord",
    "your_answer": "Je antwoord",
    "range": "Scores lopen van {low} tot {high}.",
    "to": "{low} tot {high}",
    "not_shown": "niet getoond",
    "no_score": "geen score",
    "skipped": "geen antwoord",
    "name_with_range": "{name} ({low} tot {high})",
    "legend_team": "team, met interval",
    "legend_you": "jij",
    "beside_title": "Jij naast je team: {part}",
    "beside_desc": "Een rij per schaal. Het rondje is het gemiddelde van het team, met een lijn voor het interval; de "
    "ruit is de leidinggevende. De tabel na de grafiek heeft dezelfde cijfers.",
    "team_title": "Je team: {part}",
    "team_desc": "Een rij per schaal. Het rondje is het gemiddelde van het team, met een lijn voor het interval. De "
    "tabel na de grafiek heeft dezelfde cijfers.",
    "layers_title": "{first} en {second}, laag voor laag",
    "layers_desc": "Een rij per laag. Het rondje is het gemiddelde van {first}, het vierkant dat van {second}. De "
    "tabel na de grafiek heeft dezelfde cijfers.",
    "layers_split": "Lager, gelijk, hoger",
    "layers_split_note": "‘Lager, gelijk, hoger’ telt mensen: hoeveel van hen {second} lager, gelijk en hoger scoren "
    "dan {first}.",
    "answers_title": "Hoe de antwoorden verdeeld zijn",
    "answers_desc": "Een balk per stelling, van het laagste antwoord links tot het hoogste rechts. De tabel na de "
    "grafiek heeft dezelfde percentages.",
    "answers_hidden": "Hoe antwoorden verdeeld zijn, is te zien vanaf {minimum} mensen. Met minder zou het te veel "
    "zeggen over één persoon.",
    "answers_protected": "Hoe antwoorden verdeeld zijn, staat er hier niet, omdat het te veel zou zeggen over een "
    "paar mensen.",
    "statements_title": "Stelling voor stelling",
    "items_caption": "Gemiddelde van elke stelling",
    "items_beside": "Gemiddelde van elke stelling, naast je eigen antwoord",
    "items_turned": "* omgekeerd: een hoog cijfer betekent dat mensen het met de stelling oneens zijn",
    "items_none": "De stellingen staan er niet apart. Naast de schalen zouden ze te veel zeggen over een paar mensen.",
    "items_some": "Sommige stellingen staan er niet. Naast de andere cijfers zouden ze te veel zeggen over een paar "
    "mensen.",
    "change_title": "Hoe het team veranderde: {first} en {last}",
    "change_desc": "{scale}: van {from_value} naar {to_value}.",
    # what the numbers allow
    "gap_higher": "Op {scale} scoor je hoger dan je team: {you} tegen {team}. Dat is meer dan toeval verklaart.",
    "gap_lower": "Op {scale} scoor je lager dan je team: {you} tegen {team}. Dat is meer dan toeval verklaart.",
    "gap_none": "Elk verschil tussen jou en je team kan toeval zijn. Dat betekent niet dat jullie hetzelfde zien: met "
    "zo weinig mensen blijft een echt verschil vaak onzichtbaar.",
    "gap_unknown": "Bij deze verschillen hoort geen interval. Of ze meer zijn dan toeval, zeggen deze cijfers dus "
    "niet.",
    "layer_lower": "Op de laag {layer} scoren mensen {second} lager dan {first}. Dat is meer dan toeval verklaart.",
    "layer_higher": "Op de laag {layer} scoren mensen {second} hoger dan {first}. Dat is meer dan toeval verklaart.",
    "layer_none": "Op elke laag kan het verschil toeval zijn.",
    "layer_unknown": "Of de verschillen meer zijn dan toeval, zeggen deze cijfers niet.",
    "own_fit": "‘Jij’ is je eigen verschil: {first} min {second}.",
    "change_up": "Op {scale} scoren dezelfde mensen hoger dan de eerste keer: {change}. Dat is meer dan toeval "
    "verklaart.",
    "change_down": "Op {scale} scoren dezelfde mensen lager dan de eerste keer: {change}. Dat is meer dan toeval "
    "verklaart.",
    "change_none": "Elke verandering kan toeval zijn. Dat betekent niet dat er niets is gebeurd.",
    "many": "Wie {count} verschillen bekijkt, vindt al snel een verschil dat toch toeval is. Zie het als een vraag.",
    "change_cause": "Waardoor iets veranderde, is niet bekend: aan mensen die niet meededen is niets gevraagd. Het "
    "gaat over de {people} die beide keren antwoordden.",
    "change_absent": "Minder dan {minimum} mensen antwoordden beide keren. Daarom staat er geen verandering.",
    "interval_note": "De lijn door het rondje laat zien hoe zeker het gemiddelde is. Zo’n lijn bevat het gemiddelde "
    "van mensen zoals deze in {level} van de gevallen.",
    "interval_hidden": "Waar geen interval staat, is het niet te berekenen, of zou het te veel zeggen over een "
    "paar mensen.",
    "hidden_note": "‘Niet getoond’ is niet goed of slecht. Een cijfer blijft weg als minder dan {minimum} mensen "
    "antwoordden, of als iemand eruit kan afleiden wat één persoon of een paar mensen invulden.",
    "round_note": "Cijfers zijn afgerond op één decimaal; een verschil kan er daardoor 0,1 naast zitten.",
    "scale_note": "Een score loopt van {low} ({low_label}) tot {high} ({high_label}).",
    # the fourth half-day
    "strongest": "Wat het sterkst is",
    "strongest_text": "Van alle schalen die er staan, is het gemiddelde van het team het hoogst op {scale}. De "
    "volgende kan even hoog zijn: kijk naar de intervallen.",
    "strongest_none": "Er mag geen gemiddelde staan, dus de cijfers zeggen niet wat het sterkst is. Wat zouden jullie "
    "zelf zeggen?",
    "widest": "Het grootste verschil",
    "widest_text": "Op {scale} liggen jullie het verst uit elkaar: jij {you}, je team {team}.",
    "widest_sure": "Dat is meer dan toeval verklaart.",
    "widest_unsure": "Het kan toeval zijn. Ernaar vragen is toch de moeite waard.",
    "widest_none": "Hier staan geen scores van een leidinggevende en een team naast elkaar. Waar verwacht je dat "
    "jullie het anders zien?",
    "moved": "Wat er veranderd is",
    "talk_title": "Vragen om over te praten",
    "talk_gap": "Op {scale} scoor jij {you} en het team {team}. Wat zie jij dat het team niet ziet, of andersom?",
    "talk_strong": "Het team scoort het hoogst op {scale} ({team}). Wat doen jullie waardoor dat zo is, en wat "
    "willen jullie zo houden?",
    "talk_low": "Het team scoort het laagst op {scale} ({team}). Is dat goed zoals het is, of wat kan er volgende "
    "maand al een beetje anders?",
    "talk_layer": "Op de laag {layer} scoren mensen {first} op {first_value} en {second} op {second_value}. Waaraan "
    "merken jullie dat in het dagelijks werk?",
    "talk_item": "Het team scoort de stelling {item} gemiddeld op {team}. Wie weet een voorbeeld uit de afgelopen "
    "weken?",
    "talk_change": "Op {scale} is iets veranderd: van {first} naar {last}. Wat hebben jullie anders gedaan?",
    "talk_open_1": "Wanneer deed je werk er voor het laatst echt toe voor iemand? Wie was dat?",
    "talk_open_2": "Wat moet ons team blijven doen, wat er ook verandert?",
    "talk_open_3": "Wat zouden onze klanten of cliënten missen als wij er niet waren?",
    "act_title": "Mijn stappen",
    "act_what": "Wat ga ik doen?",
    "act_who": "Met wie?",
    "act_when": "Wanneer?",
    "act_notice": "Waaraan merken we dat het helpt?",
    "along_title": "Waarin we de organisatie meenemen",
    "along_text": "Welke conclusie moeten anderen in de organisatie kennen? Wie vertelt het, en wat vraag je van hen?",
    # how to read it
    "read_title": "Zo lees je dit verslag",
    "made_with": "Gemaakt met de vragenlijst {title}, versie {version}, vingerafdruk {fingerprint}.",
    # a person
    "person_intro": "Dit verslag laat zien hoe jij antwoordde. Het gaat over hoe je je werk nu ziet, en het is voor "
    "jou bedoeld. Niemand wordt met anderen vergeleken, en geen enkele score is goed of fout.",
    "person_answered": "Je beantwoordde {answered} van de {count} stellingen.",
    "person_rough": "Een score uit een paar stellingen is een ruwe schatting. Op een andere dag antwoord je misschien "
    "net iets anders; hecht dus niet veel aan een klein verschil.",
    "person_scales": "Je scores",
    "person_scales_desc": "Een rij per schaal, met een ruit bij je score. De tabel na de grafiek heeft dezelfde "
    "cijfers.",
    "person_layers_desc": "Een rij per laag. Het rondje is {first}, het vierkant is {second}. De tabel na de grafiek "
    "heeft dezelfde cijfers.",
    "person_missing": "Waar geen score staat, beantwoordde je te weinig stellingen.",
    "person_meaning": "Wat een hoge score betekent",
    "person_statements": "Je antwoorden",
    "person_talk_high": "Je score is het hoogst op {scale} ({value}). Wanneer merkte je dat voor het laatst in je "
    "werk?",
    "person_talk_low": "Je score is het laagst op {scale} ({value}). Is dat goed zoals het is, of wil je het anders?",
    "person_talk_layer": "Op de laag {layer} scoor je {first} op {first_value} en {second} op {second_value}. Wat "
    "vraagt dat van je?",
    "person_note": "Een score is het gemiddelde van je antwoorden op de stellingen van een schaal. Er zijn geen "
    "normen om hem mee te vergelijken.",
    "occasion_before": "vooraf",
    "occasion_after": "achteraf",
}
