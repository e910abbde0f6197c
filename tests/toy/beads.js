// A slider with one step for each bead.
KINDS.beads = (card, view) => {
  const slider = h("input", { type: "range", min: 0, max: view.beads, value: 0,
    "aria-labelledby": card.uid("prompt"), oninput: () => card.changed("answer") });
  return {
    body: slotted(card, "answer", { class: "dl-line dl-last" }, "div", slider),
    read: () => Number(slider.value),
    write: (answer) => (slider.value = answer ?? 0),
    count: () => `${slider.value} of ${view.beads} beads`,
  };
};
