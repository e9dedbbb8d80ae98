// Moves candidates without a round trip. Everything here also works without this file.
"use strict";
(function () {
  const list = document.querySelector("[data-ranking]");
  const said = document.querySelector("[data-ranking-said]");
  if (!list) return;
  const rows = () => [...list.children];
  const isRanked = (row) => row.classList.contains("ranked");

  function renumber() {
    const ranked = rows().filter(isRanked);
    for (const row of rows()) {
      const place = ranked.indexOf(row);
      const number = row.dataset.number;
      row.classList.toggle("unranked", place < 0);
      row.querySelector("select").value = place < 0 ? "" : number + ":" + (place + 1);
      row.querySelector('[value^="up:"]').disabled = place === 0;
      row.querySelector('[value^="down:"]').disabled = place === ranked.length - 1;
    }
    return ranked;
  }

  function tell(row) {
    const place = rows().filter(isRanked).indexOf(row) + 1;
    const words = place ? said.dataset.rankingWords : said.dataset.rankingOff;
    const name = row.querySelector(".who").textContent;
    said.textContent = words.replace("{name}", name).replace("{place}", place);
  }

  function place(row, index) {
    const others = rows().filter((one) => one !== row && isRanked(one));
    row.classList.add("ranked");
    list.insertBefore(row, others[index] || rows().filter((one) => one !== row && !isRanked(one))[0] || null);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="move"]');
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    const deed = button.value.split(":")[0];
    const here = rows().filter(isRanked).indexOf(row);
    if (deed === "up") place(row, here - 1);
    if (deed === "down") place(row, here + 1);
    if (deed === "add") place(row, rows().filter(isRanked).length);
    if (deed === "remove") {
      row.classList.remove("ranked");
      list.appendChild(row);
    }
    renumber();
    tell(row);
    const again = row.querySelector('[value^="' + deed + ':"]');
    (again && !again.disabled && again.offsetParent ? again : row.querySelector("select")).focus();
  });

  list.addEventListener("change", (event) => {
    const select = event.target.closest("select");
    if (!select) return;
    const row = select.closest("li");
    if (select.value === "") {
      row.classList.remove("ranked");
      list.appendChild(row);
    } else {
      place(row, Number(select.value.split(":")[1]) - 1);
    }
    renumber();
    tell(row);
    select.focus();
  });
})();
