// Keeps a half-filled ballot on this device until it is cast. Voting also works without this file.
"use strict";
(function () {
  const PREFIX = "ballot:";
  const FIELDS = "select[name=rank], select[name=score], input[name=approve], textarea[name=reason]";
  const form = document.querySelector("form[data-ballot]");
  const cast = document.querySelector("[data-ballot-cast]");

  function kept(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null; // storage is barred, or holds what this page did not write
    }
  }
  function keep(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }
  function forget(prefix) {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(prefix)) localStorage.removeItem(key);
      }
    } catch {
      // nothing was kept
    }
  }

  if (cast) forget(PREFIX + cast.dataset.ballotCast);
  if (!form) return;

  const key = PREFIX + form.dataset.ballot;
  const said = form.querySelector("[data-draft-said]");
  const offline = form.querySelector("[data-offline]");
  const answer = form.querySelector("input[name=ballot]");

  if (answer) {
    // The page to check before casting: its receipt must outlive a lost connection.
    const receipt = form.querySelector("input[name=receipt]").value;
    if (receipt) keep(key, { ...(kept(key) || {}), receipt });
  } else {
    restore();
    form.addEventListener("change", save);
    form.addEventListener("input", save);
    form.addEventListener("click", (event) => {
      if (event.target.closest('button[name="move"]')) setTimeout(save);
    });
    form.querySelector("[data-draft-forget]").addEventListener("click", () => {
      forget(key);
      location.reload();
    });
  }

  function save() {
    const values = [...form.querySelectorAll(FIELDS)].map((field) => [
      field.name,
      field.type === "checkbox" ? (field.checked ? field.value : "") : field.value,
    ]);
    if (keep(key, { ...(kept(key) || {}), values })) said.hidden = false;
  }

  function restore() {
    const draft = kept(key);
    if (!draft) return;
    const receipt = form.querySelector("input[name=receipt]");
    if (receipt && !receipt.value && draft.receipt) receipt.value = draft.receipt;
    if (!draft.values || "answered" in form.dataset) return;
    const boxes = new Map(
      [...form.querySelectorAll("input[name=approve]")].map((box) => [box.value, box]),
    );
    const ranks = [];
    for (const [name, value] of draft.values) {
      if (!value) continue;
      if (name === "approve" && boxes.has(value)) boxes.get(value).checked = true;
      if (name === "reason") form.querySelector("textarea[name=reason]").value = value;
      if (name === "score") choose("score", value);
      if (name === "rank") ranks.push(value);
    }
    ranks.sort((one, other) => one.split(":")[1] - other.split(":")[1]);
    for (const rank of ranks) {
      const select = choose("rank", rank);
      if (select) select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    said.hidden = false;
  }

  function choose(name, value) {
    for (const select of form.querySelectorAll("select[name=" + name + "]")) {
      if ([...select.options].some((option) => option.value === value)) {
        select.value = value;
        return select;
      }
    }
    return null;
  }

  form.addEventListener("submit", (event) => {
    offline.hidden = navigator.onLine;
    if (!navigator.onLine) event.preventDefault();
  });
  addEventListener("online", () => {
    offline.hidden = true;
  });
})();
