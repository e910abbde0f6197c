// A number, or the two ends of a range.
KINDS.estimate = (card, view) => {
  // A text, because a browser's own field for numbers takes neither ٣ nor, everywhere, a comma. What
  // is no plain number goes to the kernel as it was typed, and is read there.
  const number = (text) => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim());
  const field = (end, name) => {
    const check = entered(card.check);
    const input = h("input", { type: "text", role: "spinbutton", inputmode: "decimal", dir: "auto",
      autocomplete: "off", "aria-valuemin": view.min, "aria-valuemax": view.max, id: card.uid(end),
      oninput: () => (named(), card.changed("answer")),
      onkeydown: (event) => {
        check(event);
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        const next = Number(input.value || 0) + step;
        if (!Number.isFinite(next) || next < view.min || next > (view.max ?? next)) return;
        event.preventDefault();
        input.value = next;
        named();
        card.changed("answer");
      } });
    return { input, label: h("label", { for: card.uid(end) }, name) };
  };
  const ends = { low: field("low", view.range ? "From" : "Your estimate") };
  if (view.range) ends.high = field("high", "to");
  const unit = h("span", {});
  const named = () => {
    const last = Object.values(ends).at(-1).input.value.trim();
    unit.textContent = last === "1" ? view.one : view.unit;
  };
  named();
  const parts = Object.values(ends).flatMap(({ label, input }) => [label, input]);
  return {
    body: slotted(card, "answer", { class: "dl-line dl-last", role: "group",
      "aria-labelledby": card.uid("prompt") }, "div",
      h("div", { class: "dl-number" }, ...parts, unit)),
    read: () => Object.fromEntries(Object.entries(ends)
      .filter(([, { input }]) => input.value.trim()).map(([end, { input }]) => [end, number(input.value)])),
    write: (answer) => {
      for (const [end, { input }] of Object.entries(ends)) {
        const value = answer?.[end] ?? "";
        if (number(input.value) !== value) fill(input, value); // 1.0 stays 1.0 while it is typed
      }
      named();
    },
  };
};
