// The card of the whole work.
KINDS.work = (card, view) => {
  const send = (text, message) => button(text, () => card.send(message));
  const line = (type, text, value) => {
    const act = () => card.send({ type, text: input.value });
    const input = h("input", { type: "text", dir: "auto", id: card.uid(type), maxlength: 300, value,
      onkeydown: entered(act), onchange: act });
    return h("div", { class: "dl-task" }, h("label", { for: input.id }, text), input);
  };
  const question = h("div", { class: "dl-task", role: "status", "aria-live": "polite" });
  const held = h("p", { class: "dl-small" });
  const toggle = button("", () => {
    const off = !read("local", OFF);
    forget(card.view().key, off);
    if (!off) card.send({ type: "copy" });
    card.say(off ? "This browser keeps no copy now." : "This browser keeps a copy again.");
    card.refresh();
  });
  /** Say what copy there is: only what was really written, and of when. */
  const copied = ({ key, updated }) => {
    const off = read("local", OFF);
    const mine = copies().find((copy) => copy.key === key);
    toggle.textContent = off ? "Keep a copy in this browser" : "Forget the copy in this browser";
    toggle.hidden = !off && !mine;
    if (!mine && !off && window.darfurlabFull) return "This browser keeps no copy: its storage is full or closed.";
    if (off || !mine) return "This browser keeps no copy.";
    if (new Date(mine.at) < new Date(updated)) {
      return `The copy in this browser is of ${day(mine.at)}. What you did since then is not in it.`;
    }
    return "A copy stays in this browser. On a shared computer, press “Finish on this computer” before you leave.";
  };
  return {
    body: h("div", {},
      h("div", { class: "dl-task" }, send("Save my work", { type: "save" }),
        ...view.reports.map(({ id, text }) => send(text, { type: "report", id }))),
      h("div", { class: "dl-task" }, ...upload(card, "Bring back my work:", "restore")),
      line("name", "Your name, or your names (they stand on your report):", view.names),
      line("course", "Your course, if you like:", view.course),
      h("div", { class: "dl-task" }, held, toggle),
      h("div", { class: "dl-task" }, send("Finish on this computer", { type: "finish" })),
      question),
    read: () => null,
    write() {},
    show: (now) => {
      held.textContent = copied(now);
      const { text, answers } = now.ask;
      question.replaceChildren(...(text ? [h("p", {}, text),
        ...answers.map((each) => send(each.text, { type: each.type }))] : []));
    },
  };
};
