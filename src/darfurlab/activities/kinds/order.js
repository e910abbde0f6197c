// Lines that are moved up and down by two buttons.
KINDS.order = (card, view) => {
  const list = h("ol", { class: "dl-lines" });
  const place = (line) => [...list.children].indexOf(line);
  const edges = () => [...list.children].forEach((line, at, all) =>
    line.querySelectorAll("button").forEach((button, up) =>
      button.setAttribute("aria-disabled", at === (up ? all.length - 1 : 0))));
  // The neighbour moves, not the line in use: the button that was pressed keeps its focus.
  const move = (line, text, by) => {
    const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (by < 0) line.after(other);
    else line.before(other);
    edges();
    card.say(`${text}: now ${place(line) + 1} of ${list.children.length}`);
    [...list.children].forEach((each) => card.changed(each.dataset.line));
  };
  const lines = new Map(view.items.map(({ id, text }) => {
    const button = (by, sign, name) => h("button", { type: "button", class: "dl-step", title: name,
      "aria-label": `${name}: ${text}`, onclick: () => move(lines.get(id), text, by) }, sign);
    return [id, slotted(card, id, { class: "dl-line" }, "li", h("div", { class: "dl-row" },
      h("span", { class: "dl-text" }, ...rich(text)),
      h("span", { class: "dl-picks" }, button(-1, "↑", "Move up"), button(1, "↓", "Move down"))))];
  }));
  const write = (answer) => {
    const wanted = (answer ?? view.items.map(({ id }) => id)).map((id) => lines.get(id));
    if (wanted.some((line, at) => list.children[at] !== line)) list.replaceChildren(...wanted);
    edges();
  };
  return { body: list, read: () => [...list.children].map((line) => line.dataset.line), write };
};
