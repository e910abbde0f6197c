// The process designer: the marks of the 16 conditions and the model's line on top, the choices with
// what each changed beside them, and folds for the rest. What the kernel says has its place before it
// comes, so that nothing moves while one chooses.

const MARKS = { // each verdict has a form of its own, not a colour alone
  met: '<circle r="9" class="dl-full"/><path d="M-4.5 .4 -1.3 3.8 4.8 -3.6" class="dl-tick"/>',
  partly: '<circle r="8.2"/><path d="M0 -8.2A8.2 8.2 0 0 0 0 8.2Z" class="dl-full"/>',
  unmet: '<circle r="8.2"/><path d="M-3.6 -3.6 3.6 3.6M3.6 -3.6 -3.6 3.6"/>',
  silent: '<circle r="8.2" stroke-dasharray="1.6 2.6"/>',
};

KINDS.design = (card, view) => {
  const choices = new Map(); // choice → what stands on the card for it
  let [current, explained, now] = [view.choices.find(({ opens }) => opens).id, "", view];
  const last = new Map(); // place → what it shows: what is the same stays as it is, with what one unfolded
  const changed = (place, ...what) => {
    const key = JSON.stringify(what);
    return last.get(place) !== key && Boolean(last.set(place, key));
  };
  const send = (text, message) => button(text, () => card.send(message));
  const field = (tag, id, name, more) => {
    const control = h(tag, { id: card.uid(id), dir: "auto", oninput: () => card.changed(id), ...more });
    return [control, h("div", { class: "dl-why" }, h("label", { for: control.id }, ...name), control)];
  };
  const fold = (heading, ...inside) => h("details", { class: "dl-fold" }, h("summary", {}, heading), ...inside);
  const read = (list) => list.flatMap((each) => [" · ", card.passage(each)]);
  const mark = (verdict, small) => {
    const drawn = h("span", { class: small ? "dl-mark dl-was" : "dl-mark", "data-verdict": verdict, "aria-hidden": "true" });
    drawn.innerHTML = `<svg viewBox="-10 -10 20 20">${MARKS[verdict]}</svg>`;
    return drawn;
  };

  // The strip: sixteen marks, and the line of the model.
  const title = h("p", { class: "dl-title", role: "status" });
  const tally = h("p", { class: "dl-tally" });
  const line = h("p", { class: "dl-line-of-model", role: "status" });
  const marks = new Map(view.strip.marks.map(({ id, name }) => {
    const [pair, word] = [h("span", { class: "dl-pair" }), h("span", { class: "dl-word" })];
    const key = h("button", { type: "button", onclick: () => (explained = explained === id ? "" : id, told()) },
      pair, word, h("span", { class: "dl-name" }, name));
    return [id, { key, pair, word }];
  }));
  const group = (name, heading) => [h("p", { class: `dl-group dl-${name}` }, heading),
    h("ul", {}, ...view.strip.marks.filter((each) => each.group === name).map(({ id }) => h("li", {}, marks.get(id).key)))];
  const strip = h("div", { class: "dl-strip" }, title, tally,
    h("div", { class: "dl-marks" }, ...group("mediator", "The mediator"), ...group("process", "The process")), line);

  // The choices: a row of keys, of which one is open, and beside its options what it changed.
  const said = h("div", { class: "dl-effect", tabindex: 0, role: "region", "aria-label": "What your choice changes", "aria-live": "polite" });
  const sheets = view.choices.map(({ id, name, question, several, options }) => {
    const shown = several ? options : [...options, { id: "", text: "Leave this choice open" }];
    const act = () => (explained = "", card.changed(id), keys(), card.send({ type: "draft" }));
    const inputs = shown.map((option) => h("input", { type: several ? "checkbox" : "radio",
      name: card.uid(id), value: option.id, id: card.uid(id, option.id), onchange: act }));
    const [why, because] = field("textarea", `${id}-why`, ["Why?", h("span", { class: "dl-hidden" }, ` ${question}`)], { rows: 1 });
    const state = h("span", { class: "dl-count" });
    const key = h("button", { type: "button", onclick: () => open(id) }, h("span", {}, name), state);
    const sheet = h("fieldset", { class: "dl-line", "data-line": id },
      h("legend", { class: "dl-text" }, question, several ? " (choose any)" : ""),
      ...shown.map(({ text }, at) => h("label", { class: "dl-option", for: inputs[at].id }, inputs[at], h("span", {}, text))),
      because);
    choices.set(id, { key, state, sheet, inputs, why });
    return sheet;
  });
  const keysOf = (list) => h("div", { class: "dl-keys" }, ...list.map(({ id }) => choices.get(id).key));
  const others = view.choices.filter(({ opens }) => !opens);
  const parts = [...new Set(others.map(({ part }) => part))];
  const picked = (id) => choices.get(id).inputs.filter(({ checked, value }) => checked && value);
  const open = (id) => ([current, explained] = [id, ""], keys(), told());

  function keys() {
    for (const [id, { key, state, sheet }] of choices) {
      const [count, fresh] = [picked(id).length, now.said[id].some((each) => each.new)];
      state.textContent = (count ? `${count} chosen` : "open") + (fresh ? " · new" : "");
      key.setAttribute("aria-pressed", id === current);
      sheet.hidden = id !== current;
    }
  }

  /** Beside the options: what the choice changed and what speaks against it, or why a mark stands. */
  function told() {
    for (const [id, { key }] of marks) key.setAttribute("aria-pressed", id === explained);
    const one = now.strip.marks.find(({ id }) => id === explained);
    if (!changed(said, current, one, now.moved[current], now.said[current], picked(current).length > 0)) return;
    const whose = { brief: "The authors would object:", critic: "A critic would object:" };
    const objection = (each) => h("p", {}, ...(each.new ? [h("span", { class: "dl-new" }, "New"), " "] : []),
      h("strong", {}, whose[each.by]), ` ${each.text} `, h("span", { class: "dl-source" }, `(${each.basis})`, ...read(each.read)));
    const [fresh, old] = [true, false].map((is) => now.said[current].filter((each) => each.new === is));
    const news = now.moved[current] ?? [picked(current).length ? "" : "Choose an option. This column then says what your choice changes."];
    said.replaceChildren(...(one
      ? [h("p", {}, h("strong", {}, `${one.name}: ${one.word}.`), ` ${one.reason}`),
        h("p", { class: "dl-source" }, `Our coding, rule ${one.rule}`, ...read(one.read)),
        button("Close", () => (explained = "", told()))]
      : [...news.filter(Boolean).map((text) => h("p", { class: "dl-moved" }, ...rich(text))), ...fresh.map(objection),
        ...(old.length ? [h("details", { open: !fresh.length && !now.moved[current] },
          h("summary", {}, fresh.length || now.moved[current] ? `Objections from before (${old.length})` : `Objections (${old.length})`),
          ...old.map(objection))] : [])]));
    said.scrollTop = 0;
  }

  // The folds.
  const [name, named] = field("input", "title", ["Your title"], { type: "text" });
  const [reply, replied] = field("textarea", "reply", ["The strongest objection to your design, and your answer"], { rows: 3 });
  const menu = h("select", { id: card.uid("with"), onchange: () => card.send({ type: "compare", with: menu.value }) });
  const [beside, results] = [h("div", {}), h("div", {})];
  const versions = h("ul", { class: "dl-versions" });
  const body = h("div", { class: "dl-designer" }, named, strip,
    keysOf(view.choices.filter(({ opens }) => opens)),
    fold(`${others.length} more choices`, ...parts.map((part) => h("div", { class: "dl-parts" }, h("p", {}, part),
      keysOf(others.filter((each) => each.part === part))))),
    h("div", { class: "dl-choose" }, ...sheets, said),
    fold("All results: verdicts, model, who must act", results),
    fold("Your versions, and designs to compare with", versions,
      h("div", { class: "dl-task" }, send("Begin a new design", { type: "new" })),
      h("div", { class: "dl-task" }, h("label", { for: menu.id }, "Compare with:"), menu,
        ...upload(card, "or with a classmate’s my-work.json:", "compare-file")), beside),
    fold("Your memo", replied, h("div", { class: "dl-task" }, h("span", {}, "Your memo, in your words:"),
      send("Memo to print (HTML)", { type: "memo", id: "html" }), send("Memo (Markdown)", { type: "memo", id: "md" }))));
  replied.classList.add("dl-wide");
  const table = (caption, heads, rows) => h("div", { class: "dl-scroll", tabindex: 0, role: "region",
    "aria-label": caption }, h("table", { class: "dl-table" }, h("caption", {}, caption),
    h("thead", {}, h("tr", {}, ...heads.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first),
      ...rest.map((cell) => h("td", {}, ...[cell].flat())))))));
  const list = (heading, items) => items.length
    ? [h("p", { class: "dl-part" }, heading), h("ul", {}, ...items.map((item) => h("li", {}, ...[item].flat())))]
    : [];

  function compared({ id, name: other, title: theirs, description, rows }) {
    if (!changed(beside, now.against, now.versions, name.value)) return;
    const known = [{ id: "", text: "my design before the last choice" }, ...now.designs,
      ...now.versions.filter(({ fits }) => fits), ...(id === "file" ? [{ id, text: "the design in the file" }] : [])];
    menu.replaceChildren(...known.map((each) => h("option", { value: each.id, selected: each.id === id }, each.text)));
    const heads = ["Choice or condition", name.value.trim() ? `Yours: “${name.value.trim()}”` : "Yours",
      theirs ? `${other}: “${theirs}”` : other];
    const cell = (text, why) => [text, ...(why ? [h("p", { class: "dl-because", dir: "auto" }, why)] : [])];
    const lines = (differs) => rows.filter((each) => each.differs === differs)
      .map((each) => [each.name, cell(each.one, each.why_one), cell(each.other, each.why_other)]);
    beside.replaceChildren(...(rows ? [h("p", {}, description),
      table(`Your design and ${other}: ${lines(true).length} differences`, heads, lines(true)),
      fold(`What is the same (${lines(false).length})`,
        table(`Your design and ${other}: what is the same`, heads, lines(false)))] : []));
  }

  function listVersions() {
    if (!changed(versions, now.versions)) return;
    versions.replaceChildren(...(now.versions.length ? now.versions.map(({ id, text, at, picks, fits }) => h("li", {},
      h("span", { dir: "auto" }, text), ` · ${day(at)} · `, ...(fits ? [`${picks} of ${choices.size} choices made `,
        h("button", { type: "button", "aria-label": `Open ${text}`, onclick: () => card.send({ type: "reopen", id }) }, "Open"), " ",
        h("button", { type: "button", "aria-label": `Compare with ${text}`, onclick: () => card.send({ type: "compare", with: id }) }, "Compare")]
        : ["This version does not fit the designer of today. The version stays in your file."])))
      : [h("li", {}, "You have saved no version yet.")]));
  }

  return {
    body,
    read: () => ({
      title: name.value,
      picks: Object.fromEntries([...choices.keys()].map((id) => [id, picked(id).map(({ value }) => value)])
        .filter(([, chosen]) => chosen.length)),
      words: Object.fromEntries([...choices].map(([id, { why }]) => [id, why.value]).filter(([, text]) => text.trim())),
      reply: reply.value,
    }),
    write: (answer) => {
      fill(name, answer.title ?? "");
      fill(reply, answer.reply ?? "");
      for (const [id, { inputs, why }] of choices) {
        const chosen = answer.picks?.[id] ?? [];
        for (const each of inputs) // “Leave this choice open” is no pick, and stays where it was chosen
          each.checked = each.value ? chosen.includes(each.value) : each.checked && !chosen.length;
        fill(why, answer.words?.[id] ?? "");
      }
    },
    show: (shown) => {
      now = shown;
      const { strip: { title: heading, tally: count, marks: all }, findings } = now;
      title.textContent = heading;
      tally.textContent = count;
      line.replaceChildren(h("strong", {}, "Our model: "), ...rich(findings.line));
      for (const { id, verdict, was, short } of all) {
        const { key, pair, word } = marks.get(id);
        pair.replaceChildren(...(was ? [mark(was, true), "→"] : []), mark(verdict));
        word.textContent = short;
        key.classList.toggle("dl-changed", Boolean(was));
      }
      if (changed(results, all, findings)) results.replaceChildren(
        table("Your design and the 16 conditions (our coding)", ["Condition", "Verdict", "Why"], all.map((each) => [each.name,
          h("span", { class: "dl-verdict", "data-verdict": each.verdict }, each.word),
          [each.reason, " ", h("span", { class: "dl-source" }, `Rule ${each.rule}`, ...read(each.read))]])),
        ...list("The result in our model (our coding: we made the numbers up)", [findings.line, ...findings.details].map(rich)),
        ...list("Who must act in your design", findings.asks.map(([actor, texts]) => [h("strong", {}, `${actor}: `), texts.join("; ")])),
        ...list("Choices that you left open", findings.open.length ? [findings.open.join(", ")] : []),
        ...list("None of the 16 conditions depends on these choices, by our rules", [findings.beside.join(", ")]));
      compared(now.against);
      listVersions();
      keys();
      told();
    },
    count: () => `${[...choices.keys()].filter((id) => picked(id).length).length} of ${choices.size} choices made`,
  };
};
