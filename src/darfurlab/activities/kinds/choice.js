// One option, or several, each with a place for its reason.
KINDS.choice = (card, view) => {
  const type = view.several ? "checkbox" : "radio";
  const inputs = view.options.map(({ id }) =>
    h("input", { type, name: card.uid("pick"), value: id, id: card.uid(id) }));
  const lines = view.options.map(({ id, text }, at) =>
    slotted(card, id, { class: "dl-line" }, "li",
      h("label", { class: "dl-option", for: card.uid(id) }, inputs[at], h("span", {}, ...rich(text)))));
  const body = h("ul", { class: "dl-lines", onchange: ({ target }) => {
    if (!view.several) view.options.forEach(({ id }) => card.changed(id));
    card.changed(target.value);
  } }, ...lines);
  return {
    body: h("fieldset", { "aria-labelledby": card.uid("prompt") }, body),
    read: () => inputs.filter((input) => input.checked).map((input) => input.value),
    write: (answer) => inputs.forEach((input) => (input.checked = (answer ?? []).includes(input.value))),
  };
};
