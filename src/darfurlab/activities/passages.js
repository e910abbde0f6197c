// Passages in the words of the student's own copy of the brief. The kernel sends them when they are
// asked for, by a message that nothing saves; they are on the page alone.

/** A button that shows a passage, and the place where it is shown. */
function unfolding(model, id) {
  const place = h("blockquote", { class: "dl-passage", hidden: true, "aria-live": "polite" });
  const heard = ({ type, passage: which, text }) => {
    if (type !== "passage" || which !== id) return;
    place.textContent = text;
    model.off("msg:custom", heard);
  };
  const toggle = button("Show the passage", () => {
    place.hidden = !place.hidden;
    toggle.textContent = place.hidden ? "Show the passage" : "Hide the passage";
    toggle.setAttribute("aria-expanded", String(!place.hidden));
    if (place.hidden || place.textContent) return;
    model.on("msg:custom", heard);
    model.send({ type: "passage", passage: id });
  });
  toggle.setAttribute("aria-expanded", "false");
  return [toggle, place];
}

// The card of one passage, or of all: each with its gist and, where there is a copy, its words.
KINDS.passage = (card, view) => {
  const lines = view.items.map(({ gist, ...place }) =>
    h("li", {}, card.passage(place), h("p", {}, gist)));
  if (lines.length === 1) lines[0].querySelector("button")?.click();
  return { body: h("ul", { class: "dl-lines" }, ...lines), read: () => null, write() {} };
};
