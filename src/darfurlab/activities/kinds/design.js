// The process designer: choices with what is said of each, findings, a comparison, the memo.
KINDS.design = (card, view) => {
  const picks = new Map(); // choice → its inputs
  const words = new Map();
  const slots = new Map();
  const now = (id) => (card.changed(id), card.send({ type: "draft" }));
  const field = (tag, id, name, more) => {
    const control = h(tag, { id: card.uid(id), dir: "auto", oninput: () => card.changed(id), ...more });
    return [control, h("div", { class: "dl-why" }, h("label", { for: control.id }, ...name), control)];
  };
  const body = h("div", {});
  const [title, titled] = field("input", "title", ["Your title"],
    { type: "text", maxlength: view.longest.title });
  body.append(titled);
  let part = "";
  for (const { id, part: heading, question, several, options } of view.choices) {
    if (heading !== part) body.append(h("p", { class: "dl-part" }, (part = heading)));
    const shown = several ? options : [...options, { id: "", text: "I leave this choice open" }];
    const inputs = shown.map((option) => h("input", { type: several ? "checkbox" : "radio",
      name: card.uid(id), value: option.id, id: card.uid(id, option.id), onchange: () => now(id) }));
    picks.set(id, inputs);
    const [why, because] = field("input", `${id}-why`,
      ["Why?", h("span", { class: "dl-hidden" }, ` ${question}`)],
      { type: "text", maxlength: view.longest.words });
    words.set(id, why);
    slots.set(id, h("div", { class: "dl-said", "aria-live": "polite" }));
    body.append(h("fieldset", { class: "dl-line", "data-line": id },
      h("legend", { class: "dl-text" }, question, several ? " (choose any)" : ""),
      ...shown.map(({ text }, at) =>
        h("label", { class: "dl-option", for: inputs[at].id }, inputs[at], h("span", {}, text))),
      because, slots.get(id)));
  }
  const found = h("div", { class: "dl-found" });
  const [reply, replied] = field("textarea", "reply", ["The strongest objection, and your answer"],
    { rows: 3, maxlength: view.longest.reply });
  replied.classList.add("dl-wide");
  const send = (text, message) => button(text, () => card.send(message));
  const beside = h("div", { class: "dl-beside" });
  body.append(found, replied,
    h("div", { class: "dl-task" }, h("span", {}, "Compare with:"),
      ...view.designs.map(({ id, text }) => send(text, { type: "compare", with: id })),
      ...upload(card, "a classmate’s my-work.json:", "compare-file")),
    beside,
    h("div", { class: "dl-task" }, h("span", {}, "A memo with your own words:"),
      send("Memo to print (HTML)", { type: "memo", id: "html" }),
      send("Memo (Markdown)", { type: "memo", id: "md" })));
  const read = (list) => list.flatMap((each) => [" · ", card.passage(each)]);
  const table = (caption, heads, rows) => h("div", { class: "dl-scroll", tabindex: 0, role: "region",
    "aria-label": caption }, h("table", { class: "dl-table" }, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first),
      ...rest.map((cell) => h("td", {}, ...[cell].flat())))))));
  const verdict = (word) => h("span", { class: "dl-verdict", "data-verdict": word }, word);
  const list = (heading, items) => items.length
    ? [h("p", { class: "dl-part" }, heading), h("ul", {}, ...items.map((item) => h("li", {}, ...[item].flat())))]
    : [];
  return {
    body,
    read: () => ({
      title: title.value,
      picks: Object.fromEntries([...picks].map(([id, inputs]) =>
        [id, inputs.filter((each) => each.checked && each.value).map((each) => each.value)])
        .filter(([, chosen]) => chosen.length)),
      words: Object.fromEntries([...words].map(([id, { value }]) => [id, value])
        .filter(([, text]) => text.trim())),
      reply: reply.value,
    }),
    write: (answer) => {
      fill(title, answer.title ?? "");
      fill(reply, answer.reply ?? "");
      for (const [id, inputs] of picks) {
        const chosen = answer.picks?.[id] ?? [];
        for (const each of inputs) each.checked = chosen.includes(each.value);
      }
      for (const [id, input] of words) fill(input, answer.words?.[id] ?? "");
    },
    show: ({ said, moved, findings, against }) => {
      const whose = { brief: "The authors would object:", critic: "A critic of the brief would say:" };
      for (const [id, slot] of slots) {
        slot.replaceChildren(
          ...(moved[id] ? [h("p", { class: "dl-moved" }, ...rich(moved[id]))] : []),
          ...said[id].map(({ by, text, basis, read: places }) => h("p", {},
            h("strong", {}, whose[by]), " ", text, " ",
            h("span", { class: "dl-source" }, `(${basis})`, ...read(places)))));
      }
      found.replaceChildren(...(findings.empty ? [h("p", { class: "dl-intro" }, findings.empty)] : [
        table("Your design on the 16 conditions, by our rules (our coding)",
          ["Condition", "Verdict", "Why"],
          findings.conditions.map(({ name, verdict: word, rule, reason, read: places }) => [name,
            verdict(word), [reason, " ", h("span", { class: "dl-source" }, `Rule ${rule}`, ...read(places))]])),
        ...list("What the bargaining model says (our coding: we made the numbers up)", findings.model.map(rich)),
        ...list("Actors who must do something in your design", findings.asks.map(([actor, texts]) =>
          [h("strong", {}, `${actor}: `), texts.join("; ")])),
        ...list("Choices that you left open", findings.open.length ? [findings.open.join(", ")] : []),
        ...list("By our rules, none of the 16 conditions depends on these choices", [findings.beside.join(", ")]),
      ]));
      beside.replaceChildren(...(against.rows ? [table(`Your design and ${against.name}`,
        ["Choice or condition", "Yours", against.name], against.rows)] : []));
    },
    count: () => {
      const done = [...picks.values()].filter((inputs) => inputs.some((i) => i.checked && i.value));
      return `${done.length} of ${picks.size} chosen`;
    },
  };
};
