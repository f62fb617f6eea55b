// Keeps every answer as soon as it is given, one after another, and tries again while there is no connection.
"use strict";
(() => {
  const form = document.getElementById("form");
  const status = document.getElementById("status");
  const answered = document.getElementById("answered");
  const progress = document.getElementById("progress");
  const waiting = new Map(); // the latest answer to every question that is not kept yet
  let busy = false;

  function tell(state) {
    status.dataset.state = state;
    status.textContent = form.dataset[state];
  }

  async function keep() {
    if (busy || waiting.size === 0) return;
    busy = true;
    const given = new Map(waiting);
    tell("saving");
    let again = false;
    try {
      const reply = await fetch("/answers", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRF-Token": form.dataset.csrf },
        body: JSON.stringify(Object.fromEntries(given)),
        signal: AbortSignal.timeout(15000),
      });
      if (reply.ok) {
        for (const [item, value] of given) if (waiting.get(item) === value) waiting.delete(item);
        const kept = await reply.json();
        progress.value = kept.answered;
        answered.textContent = answered.dataset.words.replace("{answered}", kept.answered);
        tell("saved");
      } else if (reply.status === 429 || reply.status >= 500) {
        again = true;
      } else {
        waiting.clear(); // another try would be refused too
        tell("refused");
      }
    } catch {
      again = true;
    }
    busy = false;
    if (again) {
      tell("unsaved");
      setTimeout(keep, 3000);
    } else {
      keep();
    }
  }

  form.addEventListener("change", (event) => {
    waiting.set(event.target.name, event.target.value === "" ? null : Number(event.target.value));
    keep();
  });
  addEventListener("online", keep);
  addEventListener("beforeunload", (event) => {
    if (waiting.size > 0 && !sending) event.preventDefault();
  });
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (status.dataset.state === "unsaved" || !navigator.onLine) {
      event.preventDefault(); // without a connection the page would be lost
      tell("unsaved");
      keep();
    } else {
      sending = true; // all answers of this page go along
    }
  });
})();
