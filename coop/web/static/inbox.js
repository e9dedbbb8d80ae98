// Works through the inbox by keys. Everything here also works without this file.
"use strict";
(function () {
  const help = document.getElementById("inbox-help");
  const inbox = () => document.getElementById("inbox");
  const lines = () => [...document.querySelectorAll("[data-line]")];
  let at = -1;
  let follow = false;

  function go(index) {
    const all = lines();
    if (!all.length) {
      at = -1;
      const place = inbox();
      place.tabIndex = -1;
      place.focus();
      return;
    }
    at = Math.max(0, Math.min(index, all.length - 1));
    for (const line of all) line.tabIndex = -1;
    all[at].tabIndex = 0;
    all[at].focus();
  }

  function here() {
    const line = document.activeElement && document.activeElement.closest("[data-line]");
    const index = lines().indexOf(line);
    if (index >= 0) at = index;
    return lines()[Math.max(at, 0)];
  }

  function press(selector, within) {
    const thing = (within || document).querySelector(selector);
    if (thing) thing.click();
    return Boolean(thing);
  }

  function closePanels() {
    for (const panel of document.querySelectorAll("[data-panel]")) panel.replaceChildren();
  }

  function prepare() {
    const all = lines();
    if (all.length) all[Math.max(0, Math.min(at, all.length - 1))].tabIndex = 0;
    const button = document.querySelector("[data-help]");
    if (button) button.hidden = false;
  }

  const keys = {
    j: () => go(at < 0 && !document.activeElement.closest("[data-line]") ? 0 : lines().indexOf(here()) + 1),
    k: () => go(lines().indexOf(here()) - 1),
    s: () => press('[data-key="s"]', here()),
    b: () => press('[data-key="b"]', here()),
    h: () => press('[data-key="h"]', here()),
    i: () => press('[data-key="i"]', here()),
    x: () => press('input[name="line"]', here()),
    a: () => press('[data-key="a"] button'),
    u: () => press('[data-key="u"] button'),
    "/": () => document.querySelector("[data-inbox-search]").focus(),
    "?": () => help.showModal(),
  };
  for (const number of [1, 2, 3]) {
    keys[number] = () => {
      const form = here().querySelectorAll("[data-number]")[number - 1];
      if (form) form.querySelector("button").click();
    };
  }
  keys.ArrowDown = keys.j;
  keys.ArrowUp = keys.k;

  function isTyping(target) {
    return target.closest("textarea, select, [contenteditable]") ||
      (target.matches("input") && !["checkbox", "radio", "submit", "button"].includes(target.type));
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.closest("[data-panel] form")) {
      event.preventDefault();
      press("button[type=submit]", target.closest("form"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.key === "Escape") {
      if (!target.closest("[data-panel]") && !isTyping(target)) return;
      event.preventDefault();
      closePanels();
      go(lines().indexOf(here()));
      return;
    }
    if (isTyping(target)) return;
    if (event.key === "Enter") {
      if (target !== document.body && !target.matches("[data-line]")) return;
      if (press("[data-accept] button", here())) event.preventDefault();
      return;
    }
    const deed = keys[event.key];
    if (!deed || !inbox()) return;
    event.preventDefault();
    deed();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) help.showModal();
    if (event.target.closest("[data-close]")) {
      const line = event.target.closest("[data-line]");
      closePanels();
      go(lines().indexOf(line));
    }
  });

  // A deed done to a line moves on to the line that takes its place.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const line = event.target.closest("[data-line]");
    if (line) at = lines().indexOf(line);
    follow = event.detail.requestConfig.verb === "post";
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const panel = event.target.closest("[data-panel]");
    if (panel) {
      for (const other of document.querySelectorAll("[data-panel]")) {
        if (other !== panel) other.replaceChildren();
      }
      const first = panel.querySelector(".error-summary") || panel.querySelector("[data-first]") ||
        panel.querySelector("input:not([type=hidden]), select, textarea");
      if (first) first.focus();
      return;
    }
    prepare();
    if (follow && inbox()) {
      follow = false;
      go(Math.max(at, 0));
    }
  });

  prepare();
})();
