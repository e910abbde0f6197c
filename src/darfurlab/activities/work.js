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
    card.say(off ? "This browser now keeps no copy." : "This browser keeps a copy again.");
    card.refresh();
  });
  /** Say what copy there is: only what was really written, and of when. */
  const copied = ({ key, updated }) => {
    const off = read("local", OFF);
    const mine = copies().find((copy) => copy.key === key);
    toggle.textContent = off ? "Keep a copy in this browser" : "Delete the copy in this browser";
    toggle.hidden = !off && !mine;
    if (!mine && !off && window.darfurlabFull) return "This browser keeps no copy, because the storage of the browser is full or closed.";
    if (off || !mine) return "This browser keeps no copy.";
    if (new Date(mine.at) < new Date(updated)) {
      return `The copy in this browser is from ${day(mine.at)}. The copy has no later answers.`;
    }
    return "This browser keeps a copy. If other people use this computer, press “Finish on this computer” before you leave.";
  };
  // While nothing is answered there is nothing to save, to print or to delete.
  const some = h("div", { class: "dl-task" }, send("Save my work", { type: "save" }),
    ...view.reports.map(({ id, text }) => send(text, { type: "report", id })));
  const finish = send("Finish on this computer", { type: "finish" });
  return {
    body: h("div", {},
      some,
      h("div", { class: "dl-task" }, ...upload(card, "Load my work:", "restore")),
      line("name", "Your name, or your names, for your report:", view.names),
      line("course", "Your course (you may leave this empty):", view.course),
      h("div", { class: "dl-task" }, held, toggle),
      h("div", { class: "dl-task" }, finish),
      question),
    read: () => null,
    write() {},
    show: (now) => {
      held.textContent = copied(now);
      some.hidden = finish.parentNode.hidden = now.fresh;
      const { text, answers } = now.ask;
      question.replaceChildren(...(text ? [h("p", {}, text),
        ...answers.map((each) => send(each.text, { type: each.type }))] : []));
    },
  };
};
