// Asks for the same addresses that forms and links have, and swaps the marked parts: the page is whole without it.
"use strict";
(() => {
  const parts = () => document.querySelectorAll("[data-swap]");
  const SHOWN = ["area", "tables"];
  let asked = 0, waiting = null;

  // Shows the answer of an address; what has focus keeps it, and the address becomes the page's own.
  async function show(address, push, focus) {
    const turn = ++asked;
    parts().forEach((part) => part.classList.add("busy"));
    try {
      const response = await fetch(address, { headers: { accept: "text/html" } });
      const text = await response.text();
      if (turn !== asked) return; // a later question has been asked
      const page = new DOMParser().parseFromString(text, "text/html");
      if (!response.ok || !page.querySelector("[data-swap]")) { location.href = address; return; }
      parts().forEach((part) => {
        const other = page.getElementById(part.id);
        if (other) part.replaceChildren(...other.childNodes);
      });
      lead(page);
      document.title = page.title;
      if (push) history.pushState(null, "", address);
      if (focus) document.getElementById(focus)?.focus({ preventScroll: innerWidth > 800 });
    } finally {
      if (turn === asked) parts().forEach((part) => part.classList.remove("busy"));
    }
  }

  // What leads away from the page keeps what is asked now: the menu, and the hidden fields of the search.
  function lead(page) {
    document.querySelector("header nav").replaceChildren(...page.querySelector("header nav").childNodes);
    const kept = ".search [type=hidden]";
    document.querySelectorAll(kept).forEach((field) => field.remove());
    document.querySelector(".search").append(...page.querySelectorAll(kept));
  }

  // The address of a form: its fields that say something, and what is open beside them now.
  function addressOf(form) {
    const pairs = [...new FormData(form)].filter(([name, value]) => value !== "" && !SHOWN.includes(name));
    for (const [name, value] of new URLSearchParams(location.search)) if (SHOWN.includes(name)) pairs.push([name, value]);
    return `${form.getAttribute("action")}?${new URLSearchParams(pairs)}`;
  }

  const form = document.querySelector("form[data-live]");
  if (form) {
    const ask = (push) => show(addressOf(form), push, "");
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(true); });
    form.addEventListener("change", () => { clearTimeout(waiting); ask(true); });
    for (const row of form.querySelectorAll(".slider")) slide(row, () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => ask(false), 30);
    });
  }

  // A range over the values at which some decision changes, beside the field that holds the value.
  function slide(row, moved) {
    const field = row.querySelector("input"), values = row.dataset.values.split(" ");
    const steps = [...new Set([...values, row.dataset.now].filter(Boolean))].sort((a, b) => a - b);
    const range = document.createElement("input");
    range.type = "range"; range.min = 0; range.max = steps.length - 1; range.step = 1;
    range.setAttribute("aria-label", row.querySelector("label").textContent);
    const place = () => {
      const value = Number((field.value || row.dataset.now).replace(",", "."));
      range.value = Math.max(0, steps.filter((step) => Number(step) <= value).length - 1);
      range.setAttribute("aria-valuetext", steps[range.value]);
    };
    range.addEventListener("input", () => {
      const value = steps[range.value];
      field.value = value === row.dataset.now ? "" : value;
      range.setAttribute("aria-valuetext", value);
      moved();
    });
    field.addEventListener("input", place);
    place();
    field.before(range, " ");
  }

  // A link to the same page with an area opens its panel without leaving.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-swap] a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const address = new URL(link.getAttribute("href"), location.href);
    if (address.pathname !== location.pathname || address.searchParams.has("format")) return;
    event.preventDefault();
    show(address.pathname + address.search, true, "panel");
  });
  addEventListener("popstate", () => { if (form) show(location.pathname + location.search, false, ""); });
})();
