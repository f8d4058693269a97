"use strict";
(() => {
  const D = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement, W = D.words;
  const $ = (id) => document.getElementById(id);
  const all = (css) => [...document.querySelectorAll(css)];
  const say = (pair) => (root.lang === "en" && pair.length > 1 ? pair[1] : pair[0]);
  const el = (tag, text, cls, ...kids) => {
    const e = document.createElement(tag);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    e.append(...kids);
    return e;
  };
  const state = new URLSearchParams(location.hash.slice(1));
  let area = "", lever = 0, step = null;
  root.classList.add("on");

  const remember = () => {
    const s = new URLSearchParams();
    if (root.lang !== D.lang) s.set("lang", root.lang);
    if (area) s.set("area", area);
    const l = D.levers[lever];
    if (l && step !== null && step !== l.now) { s.set("lever", l.id); s.set("step", step); }
    if ($("v-hex") && $("v-hex").checked) s.set("view", "hex");
    const reading = document.querySelector("input[name=r]:checked");
    if (reading && reading.value !== "0") s.set("reading", reading.value);
    history.replaceState(null, "", s.size ? "#" + s : location.pathname);
  };

  // ── language
  const speak = (lang) => {
    root.lang = lang;
    $("l-" + lang).checked = true;
    document.title = say(D.title);
    all("#which option").forEach((o, i) => { o.textContent = say(D.levers[i].label); });
    if (step !== null) move(step);
    if (area) show(area);
    remember();
  };
  all("input[name=l]").forEach((r) => r.addEventListener("change", () => speak(r.value)));

  // ── interpretation, and map or hexagons: the page's style shows what is chosen
  all("input[name=v],input[name=r]").forEach((r) => r.addEventListener("change", remember));
  if (state.get("view") === "hex" && $("v-hex")) $("v-hex").checked = true;
  const chosen = $("r-" + state.get("reading"));
  if (chosen) chosen.checked = true;

  // ── one area: statements written by Python, only shown here
  const tree = (n) => {
    const [text, holds, source, kids] = D.nodes[n];
    const li = el("li", "", "", el("span", "✗✓?·"[holds], "v v" + holds), " " + say(D.texts[text]));
    if (source >= 0) li.append(el("span", "↳ " + say(D.texts[source]), "src"));
    if (kids) li.append(el("ul", "", "tree", ...kids.map(tree)));
    return li;
  };
  const who = (n) => {
    const rows = D.answers[n], box = el("div");
    box.append(el("h4", say(W.who)));
    if (!rows.some((r) => r[0])) box.append(el("p", say(W.nobody), "v2"));
    if (rows.length) {
      const body = el("tbody");
      for (const [answers, ...cells] of rows)
        body.append(el("tr", "", "", el("td", answers ? say(W.answers) : ""), ...cells.map((c) => el("td", say(D.texts[c])))));
      const t = el("table", "", "", el("thead", "", "", el("tr", "", "", ...W.heads.map((h) => { const th = el("th", say(h)); th.scope = "col"; return th; }))), body);
      const scroll = el("div", "", "scroll", t);
      scroll.tabIndex = 0;
      box.append(scroll);
    }
    return box;
  };
  const told = (n) => {
    const [insats, , level, verdicts, answer] = D.told[n];
    const d = el("details", "", "told"), sum = el("summary", say(D.insatser[insats]));
    if (level) sum.append(el("span", " (" + level + ")"));
    d.append(sum);
    for (const version of verdicts) {
      const [side, reading, verdict, node] = version, mine = verdicts.filter((v) => v[0] === side);
      const agree = mine.every((v) => v[2] === verdict), alike = mine.every((v) => v[3] === node);
      const name = D.policies.length > 1 ? "AB"[side] : "", word = reading < 0 || alike ? "" : say(D.readings[reading]);
      const lead = [name, word].filter(Boolean).join(", "), short = agree ? name : lead, first = version === mine[0];
      if (!agree || first) sum.append(el("span", (short ? short + ": " : "") + say(W.verdict[verdict]), "ver v" + { y: 1, n: 0, u: 2 }[verdict]));
      if (!alike || first) d.append(el("h4", (lead ? lead + " – " : "") + say(D.policies[side])), el("ul", "", "tree", tree(node)));
    }
    d.append(who(answer));
    return d;
  };
  const show = (id) => {
    const i = D.ids.indexOf(id), panel = $("panel");
    if (!panel) return;
    all(".here").forEach((e) => e.classList.remove("here"));
    panel.replaceChildren();
    area = i < 0 ? "" : id;
    $("area").value = area;
    if (i < 0) return remember();
    all(`[data-i="${i}"]`).forEach((g) => { const a = g.closest("a") || g; a.parentNode.append(a); g.classList.add("here"); });
    const [name, district, people] = D.areas[i], [group, verdicts, who, near, cost] = D.brief[i], t = (n) => say(D.texts[n]);
    panel.append(el("h3", name), el("p", [district, people.length && say(people) + " " + say(W.residents)].filter(Boolean).join(" · "), "note"));
    const row = (title, texts) => texts.length ? [el("dt", title), ...texts.map((text) => el("dd", text))] : [];
    const list = el("dl");
    list.append(...row(say(W.group), [t(group)]));
    verdicts.forEach(([verdict, reason], k) => list.append(...row(say(D.policies[k]) + ": " + t(verdict), reason < 0 ? [] : [t(reason)])));
    list.append(...row(say(W.near), near.map(t)), ...row(say(W.who), who.length ? [who.map(t).join("; ")] : []), ...row(say(W.cost), cost.map((n, k) => say(D.policies[k]) + ": " + t(n))));
    const rows = D.about[i], own = rows.filter((n) => D.told[n][1]), rest = rows.filter((n) => !D.told[n][1]);
    const grounds = el("details", "", "", el("summary", say(W.grounds)), ...own.map(told));
    if (rest.length) grounds.append(el("h3", say(W.inherited)), ...rest.map(told));
    panel.append(list, grounds);
    remember();
  };
  if ($("area")) {
    $("area").addEventListener("change", (e) => show(e.target.value));
    all(".art a").forEach((a) => a.addEventListener("click", (e) => {
      e.preventDefault();
      show(D.ids[a.querySelector("[data-i]").dataset.i]);
      if (innerWidth <= 800) $("panel").scrollIntoView({ block: "nearest" });
    }));
  }

  // ── the threshold: every step was decided by Python
  const at = (l, k, s) => {
    const groups = [...l.first[k]];
    for (let i = 1; i <= s; i++) for (const [n, g] of l.changes[k][i]) groups[n] = g;
    return groups;
  };
  // who comes and goes under each policy, by name, against the value in force
  const REACHED = { both: [1, 1], only_a: [1, 0], only_b: [0, 1], neither: [0, 0] };
  const moves = (l, s) => {
    const lines = new Map();
    l.first.forEach((_, k) => {
      const before = at(l, k, l.now), after = at(l, k, s);
      D.policies.forEach((policy, p) => W.turns.forEach((word, turn) => {
        const wanted = 1 - turn;
        const names = D.areas.flatMap(([name], i) => {
          const [old, now] = [before[i], after[i]].map((g) => (REACHED[D.codes[g]] || [])[p]);
          return now === wanted && old !== undefined && old !== wanted ? [name] : [];
        });
        const line = JSON.stringify([say(policy), say(word) + " " + names.join(", ") + "."]);
        if (names.length) lines.set(line, [...(lines.get(line) || []), k]);
      }));
    });
    return [...lines].map(([line, ks]) => {
      const [policy, text] = JSON.parse(line), words = ks.length < l.first.length ? ks.map((k) => say(D.readings[k])) : [];
      return [policy, ...words].join(", ") + ": " + text;
    });
  };
  const move = (s) => {
    const l = D.levers[lever], range = $("step");
    step = s;
    range.max = l.steps.length - 1;
    range.value = s;
    const value = say(l.steps[s]), now = s === l.now ? " (" + say(W.now) + ")" : "";
    $("step-l").textContent = say(l.label);
    $("step-o").textContent = value + now;
    range.setAttribute("aria-valuetext", value + now);
    root.classList.toggle("moved", l.now !== null && s !== l.now);
    $("moved").replaceChildren(...(l.now === null || s === l.now ? [] : [say(W.other), ...moves(l, s)].map((text) => el("p", text))));
    if (l.money.length) all("[data-m]").forEach((e) => { e.textContent = l.money[s] ? say(l.money[s][e.dataset.m]) : "–"; });
    l.first.forEach((_, k) => {
      const groups = at(l, k, s), svgs = all(`#f-hex-${k},#f-map-${k}`);
      for (const f of svgs) for (const g of f.querySelectorAll("[data-i]")) {
        g.setAttribute("class", D.codes[groups[g.dataset.i]] + (g.classList.contains("here") ? " here" : ""));
      }
      for (const f of svgs) {
        const where = D.at[f.id.split("-")[1]].filter(([i]) => D.signs[D.codes[groups[i]]]);
        f.querySelector(".s").replaceChildren(...where.map(([i, x, y]) => {
          const t = document.createElementNS("http://www.w3.org/2000/svg", "text");
          t.setAttribute("x", x);
          t.setAttribute("y", y);
          t.textContent = D.signs[D.codes[groups[i]]];
          return t;
        }));
      }
      for (const [code, group] of Object.entries(D.codes)) {
        const v = document.querySelector(`[data-v="${k}${group}"]`), p = document.querySelector(`[data-p="${k}${group}"]`);
        if (v) v.textContent = l.counts[k][s][code] ?? 0;
        if (p) p.textContent = say(l.people[k][s][code]);
      }
    });
    remember();
  };
  if ($("lever")) {
    const begin = () => move(D.levers[lever].now ?? 0);
    $("step").addEventListener("input", (e) => move(+e.target.value));
    $("back").addEventListener("click", begin);
    $("lever").addEventListener("submit", (e) => e.preventDefault());
    if ($("which")) $("which").addEventListener("change", (e) => { lever = +e.target.value; begin(); });
    lever = Math.max(0, D.levers.findIndex((l) => l.id === state.get("lever")));
    if ($("which")) $("which").value = lever;
    const s = parseInt(state.get("step"), 10);
    s >= 0 && s < D.levers[lever].steps.length ? move(s) : begin();
  }

  // ── on a narrow screen a row is a list: each cell knows its head
  all(".folds").forEach((t) => [...t.tHead.rows[0].cells].forEach((th, i) => [...t.tBodies[0].rows].forEach((r) => {
    for (const lang of ["sv", "en"]) r.cells[i].dataset[lang] = (th.querySelector(`[lang=${lang}]`) || th).textContent;
  })));

  // ── every table as a file: Swedish opens in Excel, English is RFC 4180
  const csv = (table) => {
    const sv = root.lang !== "en", sep = sv ? ";" : ",";
    const cell = (c) => {
      let t = c.innerText.replaceAll("\u00ad", "").replace(/\s+/g, (w) => (w.includes("\u00a0") ? "\u00a0" : " ")).trim();
      if (/^[−–+\d\s.,%]+$/.test(t)) t = t === "–" ? "" : t.replaceAll("\u00a0", "").replaceAll("−", "-").replaceAll(sv ? "" : ",", "");
      else if (/^[=+\-@\t\r]/.test(t)) t = "'" + t;
      return /["\n\r;,]/.test(t) ? '"' + t.replaceAll('"', '""') + '"' : t;
    };
    const lines = [...table.rows].map((r) => [...r.cells].map(cell).join(sep));
    return (sv ? "\ufeff" : "") + lines.join("\r\n") + "\r\n";
  };
  all(".csv").forEach((b) => b.addEventListener("click", () => {
    const folded = b.closest("details"), a = el("a");
    if (folded) folded.open = true;
    a.href = URL.createObjectURL(new Blob([csv($(b.dataset.t))], { type: "text/csv;charset=utf-8" }));
    a.download = b.dataset.t + ".csv";
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 1000);
  }));

  if (state.get("lang") === "en" || state.get("lang") === "sv") speak(state.get("lang"));
  else if ($("l-en").checked !== (D.lang === "en")) speak($("l-en").checked ? "en" : "sv");
  if (state.get("area")) show(state.get("area"));
})();
