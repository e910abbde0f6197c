// A process and its leverage, and what comes of it at once; folded away: who sits where, and how it is
// played. The kernel plays one process at a time: a newer choice waits for it and leaves out those between.
KINDS.process = (card, view) => {
  const { parties, issues, presets, roles, most, top } = view.beside;
  const places = Array.from({ length: most }, (_, at) => at);
  let [busy, dirty] = [false, false];
  const go = () => {
    card.changed("answer");
    dirty = busy;
    if (!busy) card.send({ type: "draft" });
    busy = true;
    name();
  };
  const check = (label) => h("input", { type: "checkbox", "aria-label": label, onchange: go });
  const choice = (id, text) => h("label", { class: "dl-option", for: card.uid(id) },
    h("input", { type: "checkbox", id: card.uid(id), onchange: go }), h("span", {}, text));
  const preset = h("select", { id: card.uid("preset"), onchange: () => {
    const found = presets.find(({ id }) => id === preset.value);
    if (found) fillTables(found.tables);
    go();
  } }, ...[["", "Choose a process"], ...presets.map(({ id, text }) => [id, text]), ["own", "Your own tables"]]
    .map(([value, text]) => h("option", { value }, text)));
  const leverage = h("input", { type: "range", id: card.uid("leverage"), min: 0, max: top, value: 0, oninput: go });
  const points = h("output", { for: leverage.id });
  // One column a table; each row is a party or an issue.
  const grid = new Map([...parties, ...issues].map(({ id, text }) =>
    [id, places.map((at) => check(`${text}, table ${at + 1}`))]));
  const after = places.map((at) => h("select", { "aria-label": `Table ${at + 1} waits for a deal at`, onchange: go },
    h("option", { value: "" }, "no table"),
    ...places.slice(0, at).map((n) => h("option", { value: n }, `table ${n + 1}`))));
  const heading = (text) => h("tr", {}, h("th", { colspan: most + 1, scope: "colgroup" }, text));
  const lines = (of) => of.map(({ id, text }) => h("tr", {}, h("th", { scope: "row" }, text),
    ...grid.get(id).map((box) => h("td", {}, box))));
  const tables = h("div", { class: "dl-scroll", tabindex: 0, role: "region", "aria-label": "The tables" },
    h("table", { class: "dl-table dl-tables" },
      h("thead", {}, h("tr", {}, h("td", {}), ...places.map((at) => h("th", { scope: "col" }, `Table ${at + 1}`)))),
      h("tbody", {}, heading("Who sits there"), ...lines(parties), heading("About what"), ...lines(issues),
        h("tr", {}, h("th", { scope: "row" }, "Waits for a deal at"), ...after.map((each) => h("td", {}, each))))));
  const order = h("select", { id: card.uid("order"), onchange: () => {
    const [now, wanted] = [read().tables, JSON.parse(order.value)];
    const places = [...wanted, ...now.keys()].filter((at, n, all) => all.indexOf(at) === n);
    fillTables(places.map((at) => now[at]).map((each) =>
      ({ ...each, after: each.after === null ? null : places.indexOf(each.after) })));
    go();
  } });
  const choices = { once: "Leverage presses a party only until its first signature",
    government: "Leverage presses the government alone",
    foresight: "The parties look ahead: they count what later tables will bring" };
  const boxes = Object.fromEntries(Object.entries(choices).map(([id, text]) => [id, choice(id, text)]));
  const box = (id) => boxes[id].querySelector("input");
  const fold = (text, ...inside) => h("details", { class: "dl-fold" }, h("summary", {}, text), ...inside);
  const found = h("div", { class: "dl-standing dl-result", "aria-live": "polite" });
  const agreed = h("div", {});

  function fillTables(given) {
    places.forEach((at) => {
      const { parties: seats = [], issues: about = [], after: waits = null } = given[at] ?? {};
      grid.forEach((all, id) => (all[at].checked = seats.includes(id) || about.includes(id)));
      after[at].value = waits === null || waits >= at ? "" : String(waits);
    });
  }
  const at = (place, of) => of.map(({ id }) => id).filter((id) => grid.get(id)[place].checked);
  function read() {
    const made = places.map((place) => ({ parties: at(place, parties), issues: at(place, issues),
      after: after[place].value === "" ? null : Number(after[place].value) }));
    while (made.length && !made.at(-1).parties.length && !made.at(-1).issues.length) made.pop();
    return { tables: made, leverage: Number(leverage.value),
      ...Object.fromEntries(Object.keys(choices).map((id) => [id, box(id).checked])) };
  }
  /** Name what stands in the tables: a process of the list, or one of the student's own. */
  function name() {
    const now = JSON.stringify(read().tables);
    const sorted = ({ parties: p, issues: i, after: a }) => ({ parties: parties.map(({ id }) => id)
      .filter((id) => p.includes(id)), issues: issues.map(({ id }) => id).filter((id) => i.includes(id)), after: a });
    const same = presets.find((each) => JSON.stringify(each.tables.map(sorted)) === now);
    preset.value = now === "[]" ? "" : (same?.id ?? "own");
    points.textContent = leverage.value;
  }
  return {
    body: slotted(card, "answer", {}, "div",
      h("ul", { class: "dl-lines dl-deal" }, h("li", { class: "dl-line dl-row" },
        h("label", { class: "dl-text", for: preset.id }, "Process"), preset)),
      h("div", { class: "dl-number" }, h("label", { for: leverage.id }, "Leverage (points)"), leverage, points),
      found,
      fold("Change who sits where, and about what", tables),
      fold("Change how the model is played",
        h("div", { class: "dl-number" }, h("label", { for: order.id }, "Order of the tables"), order),
        ...Object.values(boxes)),
      fold("Role cards (our coding)", ...roles.map(({ name: whose, says, wants }) =>
        h("p", { class: "dl-role" }, h("strong", {}, `${whose}. `), h("em", {}, "In public: "), says, " ",
          h("em", {}, "In private: "), wants))),
      fold("What the tables agree on", agreed)),
    read,
    write: (answer) => {
      fillTables(answer?.tables ?? []);
      leverage.value = answer?.leverage ?? 0;
      Object.keys(choices).forEach((id) => (box(id).checked = answer?.[id] ?? false));
      name();
    },
    show: ({ beside: { result, orders = [], span } }) => {
      busy = false;
      if (dirty) go();
      order.replaceChildren(...orders.map((each) => h("option", { value: JSON.stringify(each.order) }, each.text)));
      order.disabled = orders.length < 2;
      if (!result) found.replaceChildren(h("p", {}, "Choose a process. The result then stands here."));
      else if (result.problem) found.replaceChildren(h("p", {}, result.problem));
      else found.replaceChildren(
        ...result.tables.map(({ head, state, deal }) => h("p", {}, deal.length ? "● " : "○ ",
          h("strong", {}, head), `: ${state}`)),
        h("p", {}, h("strong", {}, result.root)),
        h("p", { class: "dl-source" }, "Points above or below the walk-away value. A hollow bar: the party signs nothing."),
        gains(span, result.gains));
      agreed.replaceChildren(...(result?.tables ?? []).map(({ head, deal }) =>
        h("p", {}, h("strong", {}, head), ": ", deal.join("; ") || "nothing")));
    },
  };
};
