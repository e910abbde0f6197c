// The answer is in the cell: here is what was computed, and the place for what is said to it.
KINDS.code = (card) => {
  const shown = h("pre", { class: "dl-shown", tabindex: 0, role: "group", "aria-label": "Your result" });
  const named = h("div", { hidden: true }, h("p", {}, "Your result:"), shown);
  return {
    body: h("div", {}, named, slotted(card, "answer", { class: "dl-line dl-last" }, "div")),
    read: () => null,
    write() {},
    show: (view) => {
      shown.textContent = view.shown;
      named.hidden = !view.shown;
    },
  };
};
