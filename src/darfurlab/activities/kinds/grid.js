// Options as buttons beside each item and, where it is asked for, a field for the reason.
KINDS.grid = (card, view) => rows(card, view, ({ id, text }, change) => {
  const inputs = view.options.map((option) =>
    h("input", { type: "radio", name: card.uid(id), value: option.id, onchange: change }));
  const picks = h("div", { class: "dl-picks" }, ...view.options.map((option, at) =>
    h("label", { class: "dl-pick" }, inputs[at], h("span", {}, ...rich(option.text)))));
  const set = h("fieldset", { class: "dl-row", "aria-describedby": card.uid(id, "note") },
    h("legend", { class: "dl-text" }, ...rich(text)), picks);
  const reason = view.reasons
    ? h("input", { type: "text", dir: "auto", id: card.uid(id, "why"), oninput: change }) : null;
  const why = reason && h("div", { class: "dl-why" },
    h("label", { for: reason.id }, "Why?", h("span", { class: "dl-hidden" }, ` ${text}`)), reason);
  return {
    line: slotted(card, id, { class: "dl-line" }, "li", set, why),
    get: () => inputs.find((input) => input.checked)?.value ?? "",
    set: (value) => inputs.forEach((input) => (input.checked = input.value === value)),
    reason,
  };
});
