// Free text.
KINDS.reflection = (card, view) => {
  const area = h("textarea", { id: card.uid("text"), rows: 4, dir: "auto", "aria-labelledby": card.uid("prompt"),
    oninput: () => card.changed("answer") });
  return {
    body: slotted(card, "answer", { class: "dl-line dl-last" }, "div", area),
    read: () => area.value,
    write: (answer) => fill(area, answer ?? ""),
    count: () => {
      const words = area.value.split(/\s+/).filter(Boolean).length;
      if (words < view.min_words) return `${words} of about ${view.min_words} words`;
      return words === 1 ? "1 word" : `${words} words`;
    },
  };
};
