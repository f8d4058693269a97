// Search in the index of the folder: works from disk, where nothing can be fetched.
"use strict";
(() => {
  const form = document.querySelector("form.search");
  if (!form || typeof INDEX === "undefined") return;
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const rows = INDEX.map(([text, file, kind]) => ({ text, file, kind, key: fold(`${text} ${file}`) }));
  const list = document.createElement("ul"), root = form.dataset.root;
  list.className = "hits";
  form.append(list);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("input").addEventListener("input", (event) => {
    const wanted = fold(event.target.value.trim());
    list.replaceChildren(...(wanted ? rows.filter((row) => row.key.includes(wanted)).slice(0, 20) : []).map((row) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = root + row.file;
      link.textContent = row.text;
      item.append(link, ` (${row.kind})`);
      return item;
    }));
  });
})();
