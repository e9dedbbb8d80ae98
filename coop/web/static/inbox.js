// Works through the inbox by keys. Everything here also works without this file.
"use strict";
(function () {
  const help = document.getElementById("inbox-help");
  const inbox = () => document.getElementById("inbox");
  const lines = () => [...document.querySelectorAll("[data-line]")];
  let at = -1;
  let follow = false;
  // The answers on their way; among them the form last asked for, and the keys pressed since.
  const underWay = new Set();
  let asked = null;
  let early = [];

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

  // While an answer is on its way no key is taken for a deed: the line it was meant for may be
  // gone when it comes. Keys pressed ahead of a form are kept for its first field.
  function keepForLater(event) {
    const sends = event.key === "Enter";
    if (!sends && (event.ctrlKey || event.metaKey || event.altKey)) return;
    if (event.key === "Escape" && asked) {
      event.preventDefault();
      underWay.delete(asked);
      asked = null;
      return;
    }
    if (!sends && event.key !== "Tab" && event.key.length > 1) return;
    event.preventDefault();
    if (asked) early.push(sends && (event.ctrlKey || event.metaKey) ? "Send" : event.key);
  }

  function choose(select, text) {
    const wanted = text.trim().toLowerCase();
    const option = [...select.options].find(
      (each) => !each.disabled && each.text.trim().toLowerCase().startsWith(wanted));
    if (option) select.value = option.value;
    return Boolean(option);
  }

  // Gives the keys pressed ahead of a form to its first field. What cannot be given is let go
  // with all after it, so that nothing is sent that was not meant.
  function giveEarly(field, pressed) {
    let end = pressed.findIndex((key) => key.length > 1);
    if (end < 0) end = pressed.length;
    const text = pressed.slice(0, end).join("");
    if (text && field.matches("select")) {
      if (!choose(field, text)) return;
    } else if (text && field.matches("input, textarea")) {
      field.value += text;
    } else if (text) {
      return;
    }
    const next = pressed[end];
    if (text && (next === "Send" || (next === "Enter" && field.matches("input")))) {
      press("button[type=submit]", field.closest("form"));
    }
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (underWay.size && !isTyping(target) && !help.open && !event.isComposing) {
      keepForLater(event);
      return;
    }
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
    const { xhr, target } = event.detail;
    underWay.add(xhr);
    early = [];
    asked = target.matches("[data-panel]") && !follow ? xhr : null;
    // The request's own end: it comes after the answer was put in its place, also where the
    // line that asked is gone, and where there was no answer.
    xhr.addEventListener("loadend", () => {
      underWay.delete(xhr);
      if (asked === xhr) asked = null;
    });
  });

  // A form that Escape let go is not shown.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!underWay.has(event.detail.xhr)) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const panel = event.target.closest("[data-panel]");
    if (panel) {
      for (const other of document.querySelectorAll("[data-panel]")) {
        if (other !== panel) other.replaceChildren();
      }
      const first = panel.querySelector(".error-summary") || panel.querySelector("[data-first]") ||
        panel.querySelector("input:not([type=hidden]), select, textarea");
      if (first) {
        first.focus();
        if (asked) giveEarly(first, early);
      }
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
