// A list of the options that unfolds beside each item.
KINDS.match = (card, view) => rows(card, view, ({ id, text }, change) => {
  const select = h("select", { id: card.uid(id), onchange: change, "aria-describedby": card.uid(id, "note") },
    h("option", { value: "" }, "Choose …"),
    ...view.options.map((option) => h("option", { value: option.id }, option.text)));
  return {
    line: slotted(card, id, { class: "dl-line dl-row" }, "li",
      h("label", { class: "dl-text", for: card.uid(id) }, ...rich(text)), select),
    get: () => select.value,
    set: (value) => (select.value = value),
  };
});
