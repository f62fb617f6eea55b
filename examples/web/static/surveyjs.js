// The same questions in SurveyJS: every answer goes to the address that the form of our own uses, which checks it.
"use strict";
(async () => {
  const place = document.getElementById("survey");
  const refused = document.getElementById("refused");
  const [definition, kept] = await Promise.all(
    ["/surveyjs/survey.json", "/answers"].map(async (address) => (await fetch(address)).json()),
  );
  const survey = new Survey.Model(definition);
  survey.locale = place.dataset.language;
  survey.showCompleteButton = false; // sending is on a page of our own, which asks for consent
  for (const question of survey.getAllQuestions()) {
    if (question.getType() === "matrix") {
      question.displayMode = "list"; // a table does not fit on a phone
      const rows = question.rows.map((row) => row.value).filter((item) => item in kept.answers);
      question.value = Object.fromEntries(rows.map((item) => [item, kept.answers[item]]));
    } else if (question.name in kept.answers) {
      question.value = kept.answers[question.name];
    }
  }

  let turn = Promise.resolve();
  async function keep(given) {
    const reply = await fetch("/answers", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": place.dataset.csrf },
      body: JSON.stringify(given),
    });
    const said = await reply.json();
    const words = reply.status === 422 ? said.detail.map((one) => `${one.field}: ${one.message}`) : [reply.status];
    refused.textContent = reply.ok ? "" : `${refused.dataset.words} ${words.join(" ")}`;
  }
  survey.onValueChanged.add((_, changed) => {
    const given = changed.question.getType() === "matrix" ? changed.value ?? {} : { [changed.name]: changed.value ?? null };
    turn = turn.then(() => keep(given)).catch(() => { refused.textContent = refused.dataset.words; });
  });
  place.survey = survey; // for whoever builds on this page
  survey.render(place);
})();
