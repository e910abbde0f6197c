// A menu for each issue; beside them the points of one party, and after the check what all parties say.
KINDS.build = (card, view) => {
  const { menus, parties } = view.beside;
  const changed = () => {
    parties.forEach(({ id }) => card.changed(id));
    all.hidden = true;
    card.send({ type: "draft" });
  };
  const menu = (id, options) => h("select", { id: card.uid(id), onchange: changed }, ...options);
  const row = (text, select) => h("li", { class: "dl-line dl-row" },
    h("label", { class: "dl-text", for: select.id }, text), select);
  const issues = new Map(menus.map(({ id, options, today }) => [id, menu(id, options.map((each) =>
    h("option", { value: each.id }, each.id === today ? `${each.text} (today)` : each.text)))]));
  const whose = menu("party", [h("option", { value: "" }, "Choose a party"),
    ...parties.map(({ id, text }) => h("option", { value: id }, text))]);
  const [told, bar] = [h("p", { role: "status" }), h("div", {})];
  const role = h("details", { class: "dl-fold", hidden: true }, h("summary", {}, "Role card of this party (our coding)"),
    h("p", {}), h("p", {}));
  const all = h("ul", { class: "dl-lines", hidden: true, "aria-label": "What all parties say" },
    ...parties.map(({ id, text }) => slotted(card, id, { class: "dl-line" }, "li", h("strong", {}, text))));
  const today = (id) => menus.find((each) => each.id === id).today;
  return {
    body: h("div", {},
      h("ul", { class: "dl-lines dl-deal" }, row("Whose points do you want to see?", whose)), role,
      h("div", { class: "dl-standing" }, told, bar),
      h("ul", { class: "dl-lines dl-deal" }, ...menus.map(({ id, text }) => row(text, issues.get(id)))), all),
    read: () => ({ party: whose.value, picks: Object.fromEntries([...issues]
      .map(([id, { value }]) => [id, value]).filter(([id, value]) => value !== today(id))) }),
    write: (answer) => {
      whose.value = answer?.party ?? "";
      issues.forEach((select, id) => (select.value = answer?.picks?.[id] ?? today(id)));
    },
    show: ({ beside, notes }) => {
      all.hidden = !Object.keys(notes).length;
      const name = parties.find(({ id }) => id === whose.value)?.text;
      const words = beside.told ? `${name}: ${beside.told}` : "Choose a party to see its points.";
      if (told.textContent !== words) told.textContent = words;
      bar.replaceChildren(...(beside.told ? [gains(beside.span, [{ text: name, gain: beside.gain }])] : []));
      role.hidden = !beside.role;
      [["In public: ", beside.role?.says], ["In private: ", beside.role?.wants]].forEach(([what, text], at) =>
        role.children[at + 1].replaceChildren(h("strong", {}, what), text ?? ""));
    },
    count: () => {
      const now = [...issues].filter(([id, { value }]) => value !== today(id)).length;
      return `${now} of ${menus.length} issues changed`;
    },
  };
};
