// One card for every kind of activity. The kernel holds the state and decides; this file shows the
// `view` it is given, in place, and sends what the student does. No answer is here before they ask.

const PAUSE = 250; // ms without typing before a draft goes to the kernel; this browser has it at once
const PATIENCE = 8000; // ms before a silent kernel is mentioned
const LARGEST = 8e6; // bytes of a work file that are sent to the kernel

/** Make an element: h("p", {class: "x", onclick: f}, child, …); text stays text. */
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Text with *emphasis*, **weight** and `code`, as nodes: nothing in it can become markup. */
function rich(text) {
  return text.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/).map((part) => {
    if (/^\*\*.+\*\*$/.test(part)) return h("strong", {}, part.slice(2, -2));
    if (/^\*.+\*$/.test(part)) return h("em", {}, part.slice(1, -1));
    if (/^`.+`$/.test(part)) return h("code", {}, part.slice(1, -1));
    return part;
  });
}

/** A link to a passage, which JupyterLab opens beside the lesson instead of leaving it. */
function passage(model, { label, href }) {
  if (!href) return h("span", {}, label); // the page is not where this lesson is
  if (/^https?:/.test(href)) return h("a", { href, target: "_blank", rel: "noopener" }, label);
  const link = h("a", { href, target: "_blank", rel: "noopener" }, label);
  const { resolver, linkHandler } = model.widget_manager?.rendermime ?? {};
  const [file, id] = href.split("#");
  if (resolver && linkHandler) {
    link.removeAttribute("target");
    resolver.resolveUrl(file).then((path) => linkHandler.handleLink(link, path, `#${id}`), () => {});
  }
  return link;
}

// --- the controls of each kind: {body, read(), write(answer), count()} ---------------------------
// `line(id)` gives a line's place for feedback; `changed(id)` says that the student changed it.

function slotted(card, id, attributes, tag, ...children) {
  const slot = h("div", { class: "dl-note", id: card.uid(id, "note") });
  card.slots.set(id, slot);
  return h(tag, { "data-line": id, ...attributes }, ...children, slot);
}

function choice(card, view) {
  const type = view.several ? "checkbox" : "radio";
  const inputs = view.options.map(({ id }) =>
    h("input", { type, name: card.uid("pick"), value: id, id: card.uid(id) }));
  const lines = view.options.map(({ id, text }, at) =>
    slotted(card, id, { class: "dl-line" }, "li",
      h("label", { class: "dl-option", for: card.uid(id) }, inputs[at], h("span", {}, ...rich(text)))));
  const body = h("ul", { class: "dl-lines", onchange: ({ target }) => {
    if (!view.several) view.options.forEach(({ id }) => card.changed(id));
    card.changed(target.value);
  } }, ...lines);
  return {
    body: h("fieldset", { "aria-labelledby": card.uid("prompt") }, body),
    read: () => inputs.filter((input) => input.checked).map((input) => input.value),
    write: (answer) => inputs.forEach((input) => (input.checked = (answer ?? []).includes(input.value))),
  };
}

function rows(card, view) {
  const picked = new Map();
  const reasons = new Map();
  const lines = view.items.map(({ id, text }) => {
    const change = () => card.changed(id);
    let control;
    if (view.kind === "match") {
      control = h("select", { id: card.uid(id), onchange: change, "aria-describedby": card.uid(id, "note") },
        h("option", { value: "" }, "Choose …"),
        ...view.options.map((option) => h("option", { value: option.id }, option.text)));
      picked.set(id, { get: () => control.value, set: (value) => (control.value = value) });
      return slotted(card, id, { class: "dl-line dl-row" }, "li",
        h("label", { class: "dl-text", for: card.uid(id) }, ...rich(text)), control);
    }
    const inputs = view.options.map((option) =>
      h("input", { type: "radio", name: card.uid(id), value: option.id, onchange: change }));
    picked.set(id, {
      get: () => inputs.find((input) => input.checked)?.value ?? "",
      set: (value) => inputs.forEach((input) => (input.checked = input.value === value)),
    });
    control = h("div", { class: "dl-picks" }, ...view.options.map((option, at) =>
      h("label", { class: "dl-pick" }, inputs[at], h("span", {}, ...rich(option.text)))));
    let reason = null;
    if (view.reasons) {
      const field = h("input", { type: "text", dir: "auto", id: card.uid(id, "why"), oninput: change });
      reasons.set(id, field);
      reason = h("div", { class: "dl-why" },
        h("label", { for: field.id }, "Why?", h("span", { class: "dl-hidden" }, ` ${text}`)), field);
    }
    const set = h("fieldset", { class: "dl-row", "aria-describedby": card.uid(id, "note") },
      h("legend", { class: "dl-text" }, ...rich(text)), control);
    return slotted(card, id, { class: "dl-line" }, "li", set, reason);
  });
  return {
    body: h("ul", { class: "dl-lines" }, ...lines),
    read: () => {
      const pairs = [...picked].map(([id, pick]) => [id, pick.get()]).filter(([, value]) => value);
      const said = [...reasons].map(([id, field]) => [id, field.value]).filter(([, text]) => text.trim());
      return { picks: Object.fromEntries(pairs), reasons: Object.fromEntries(said) };
    },
    write: (answer) => {
      for (const [id, pick] of picked) pick.set(answer?.picks?.[id] ?? "");
      for (const [id, field] of reasons) fill(field, answer?.reasons?.[id] ?? "");
    },
    count: () => `${[...picked.values()].filter((pick) => pick.get()).length} of ${picked.size} placed`,
  };
}

function order(card, view) {
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
}

function estimate(card, view) {
  // A text, because a browser's own field for numbers takes neither ٣ nor, everywhere, a comma. What
  // is no plain number goes to the kernel as it was typed, and is read there.
  const number = (text) => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text.trim());
  const field = (end, name) => {
    const check = entered(card.check);
    const input = h("input", { type: "text", role: "spinbutton", inputmode: "decimal", dir: "auto",
      autocomplete: "off", "aria-valuemin": view.min, "aria-valuemax": view.max, id: card.uid(end),
      oninput: () => card.changed("answer"),
      onkeydown: (event) => {
        check(event);
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        const next = Number(input.value || 0) + step;
        if (!Number.isFinite(next) || next < view.min || next > (view.max ?? next)) return;
        event.preventDefault();
        input.value = next;
        card.changed("answer");
      } });
    return { input, label: h("label", { for: card.uid(end) }, name) };
  };
  const ends = { low: field("low", view.range ? "From" : "Your estimate") };
  if (view.range) ends.high = field("high", "to");
  const parts = Object.values(ends).flatMap(({ label, input }) => [label, input]);
  return {
    body: slotted(card, "answer", { class: "dl-line dl-last", role: "group",
      "aria-labelledby": card.uid("prompt") }, "div",
      h("div", { class: "dl-number" }, ...parts, h("span", {}, view.unit))),
    read: () => Object.fromEntries(Object.entries(ends)
      .filter(([, { input }]) => input.value.trim()).map(([end, { input }]) => [end, number(input.value)])),
    write: (answer) => Object.entries(ends).forEach(([end, { input }]) => {
      const value = answer?.[end] ?? "";
      if (number(input.value) !== value) fill(input, value); // 1.0 stays 1.0 while it is typed
    }),
  };
}

function reflection(card, view) {
  const area = h("textarea", { id: card.uid("text"), rows: 4, dir: "auto", "aria-labelledby": card.uid("prompt"),
    oninput: () => card.changed("answer") });
  return {
    body: slotted(card, "answer", { class: "dl-line dl-last" }, "div", area),
    read: () => area.value,
    write: (answer) => fill(area, answer ?? ""),
    count: () => {
      const words = area.value.split(/\s+/).filter(Boolean).length;
      return `${words}${words < view.words ? ` of about ${view.words}` : ""} words`;
    },
  };
}

function code(card) {
  return { body: slotted(card, "answer", { class: "dl-line dl-last" }, "div"), read: () => null, write() {} };
}

/** Act on Enter, but not on the one that ends a word in an input method. */
function entered(act) {
  return (event) => event.key === "Enter" && !event.isComposing && act();
}

/** A moment in words, the same in every browser: the card's own language is English. */
function day(at) {
  return new Date(at).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** Set a field without disturbing the cursor where nothing changed. */
function fill(field, value) {
  if (field.value !== String(value)) field.value = value;
}

/** The process designer: choices with what is said of each, findings, a comparison, the memo. */
function design(card, view) {
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
    const shown = several ? options : [...options, { id: "", text: "Leave it open" }];
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
  const button = (text, message) =>
    h("button", { type: "button", onclick: () => card.send(message) }, text);
  const file = h("input", { type: "file", accept: ".json,application/json", id: card.uid("file"),
    onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      if (chosen.size > LARGEST) card.trouble("This file is too large to be a work file.");
      else card.send({ type: "compare-file" }, [await chosen.arrayBuffer()]);
      file.value = "";
    } });
  const beside = h("div", { class: "dl-beside" });
  body.append(found, replied,
    h("div", { class: "dl-task" }, h("span", {}, "Compare with:"),
      ...view.designs.map(({ id, text }) => button(text, { type: "compare", with: id })),
      h("label", { for: file.id }, "a classmate’s my-work.json:"), file),
    beside,
    h("div", { class: "dl-task" }, h("span", {}, "A memo to print, in your words:"),
      button("Memo to print (HTML)", { type: "memo", id: "html" }),
      button("Memo (Markdown)", { type: "memo", id: "md" })));
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
      const whose = { brief: "The brief would object:", critic: "A critic of the brief:" };
      for (const [id, slot] of slots) {
        slot.replaceChildren(
          ...(moved[id] ? [h("p", { class: "dl-moved" }, ...rich(moved[id]))] : []),
          ...said[id].map(({ by, text, basis, read: places }) => h("p", {},
            h("strong", {}, whose[by]), " ", text, " ",
            h("span", { class: "dl-source" }, `(${basis})`, ...read(places)))));
      }
      found.replaceChildren(...(findings.empty ? [h("p", { class: "dl-intro" }, findings.empty)] : [
        table("Your design held against the 16 conditions, by our rules (coding)",
          ["Condition", "Verdict", "Why"],
          findings.conditions.map(({ name, verdict: word, rule, reason, read: places }) => [name,
            verdict(word), [reason, " ", h("span", { class: "dl-source" }, `Rule ${rule}`, ...read(places))]])),
        ...list("What the bargaining model says (coding: its numbers are invented)", findings.model.map(rich)),
        ...list("Of whom your design asks something", findings.asks.map(([actor, texts]) =>
          [h("strong", {}, `${actor}: `), texts.join("; ")])),
        ...list("Still open", findings.open.length ? [findings.open.join(", ")] : []),
        ...list("No condition of the 16 depends on these, by our rules", [findings.beside.join(", ")]),
      ]));
      beside.replaceChildren(...(against.rows ? [table(`Your design and ${against.name}`,
        ["Choice or condition", "Yours", against.name], against.rows)] : []));
    },
    count: () => {
      const done = [...picks.values()].filter((inputs) => inputs.some((i) => i.checked && i.value));
      return `${done.length} of ${picks.size} chosen`;
    },
  };
}

const KINDS = { design, choice, sort: rows, match: rows, grid: rows, order, estimate, reflection, code, work };

// --- what this browser keeps: who works here, copies of the work, text that is not saved yet --------
// Each is kept under a student's id, and shown to nobody else.

const COPY = "darfurlab:work:"; // + id: a copy of the whole work
const UNSENT = "darfurlab:unsent:"; // + id + lesson/activity: what was typed and is not saved yet
const OFF = "darfurlab:no-copies";
const WHO = "darfurlab:who"; // in this tab: the id of who works here, or "new"
const OLD = "old"; // in place of an id: what somebody typed who never saved, while another works
const COPIES = 8; // students whose copies stay

/** What a storage of this browser ("local" or "session") does, or null where it is closed or full. */
function storage(name, act) {
  try {
    return act(window[`${name}Storage`]);
  } catch {
    return null;
  }
}

function read(name, key) {
  return storage(name, (area) => area.getItem(key));
}

/** The keys of the local storage that begin so, each with its value. */
function kept(start) {
  const found = storage("local", (area) => Object.keys(area).filter((key) => key.startsWith(start))
    .flatMap((key) => {
      try {
        return [{ ...JSON.parse(area.getItem(key)), key: key.slice(start.length) }];
      } catch {
        return []; // not of ours
      }
    }));
  return found ?? [];
}

function copies() {
  return kept(COPY).sort((a, b) => new Date(b.at) - new Date(a.at));
}

/** Keep a copy beside those of other students. A full storage keeps the one before. */
function keep({ key, ...copy }) {
  if (read("local", OFF)) return;
  const put = (area) => (area.setItem(COPY + key, JSON.stringify(copy)), true);
  window.darfurlabFull = !storage("local", put);
  copies().slice(COPIES).forEach((old) => storage("local", (area) => area.removeItem(COPY + old.key)));
  window.dispatchEvent(new Event("darfurlab:kept"));
}

/** Forget one student's copy; `off`: keep none from now on. */
function forget(key, off) {
  storage("local", (area) => {
    area.removeItem(COPY + key);
    if (off) area.setItem(OFF, "1");
    else area.removeItem(OFF);
  });
}

const here = (window.darfurlabUnsent ??= new Map()); // this page's own, where the storage is full
const PAGE = (window.darfurlabPage ??= Math.random().toString(36).slice(2));

function who() {
  return read("session", WHO) ?? window.darfurlabWho ?? "";
}

function workAs(student) {
  if (who() === student) return;
  window.darfurlabWho = student;
  storage("session", (area) => area.setItem(WHO, student));
  window.dispatchEvent(new Event("darfurlab:who"));
}

/** Hold what is in a card until the kernel has it on disk. */
function hold(student, place, typed) {
  const key = `${UNSENT}${student}:${place}`;
  const value = JSON.stringify({ ...typed, page: PAGE, at: Date.now() });
  if (storage("local", (area) => (area.setItem(key, value), true))) here.delete(key);
  else here.set(key, value);
}

function drop(student, place) {
  const key = `${UNSENT}${student}:${place}`;
  here.delete(key);
  storage("local", (area) => area.removeItem(key));
}

/** What was typed in an activity by this student, or in this page, and is not saved yet. */
function unsent(student, place) {
  for (const each of new Set([student, ""])) {
    const key = `${UNSENT}${each}:${place}`;
    const found = storage("local", (area) => JSON.parse(here.get(key) ?? area.getItem(key)))
      ?? JSON.parse(here.get(key) ?? null);
    if (found && (found.page === PAGE || (who() && who() === (each || "new")))) return { ...found, student: each };
  }
  return null;
}

function rename(from, to) {
  kept(UNSENT).filter(({ key }) => key.startsWith(from)).forEach(({ key, ...typed }) => storage("local", (area) => {
    area.setItem(UNSENT + to + key.slice(from.length), JSON.stringify(typed));
    area.removeItem(UNSENT + key);
  }));
}

/** Forget all that this browser holds of a student. */
function wipe(students) {
  const ours = (key) => students.some((id) => key === COPY + id || key.startsWith(`${UNSENT}${id}:`));
  const gone = (key) => ours(key) || key.startsWith(`${UNSENT}:`);
  storage("local", (area) => Object.keys(area).filter(gone).forEach((key) => area.removeItem(key)));
  [...here.keys()].filter(gone).forEach((key) => here.delete(key));
}

/** Offer the student of this tab a copy of their own work, where the folder holds none any more. */
function ownCopy(card, view) {
  const copy = view.fresh && copies().find(({ key }) => key === who());
  if (!copy || (view.kind !== "work" && document.querySelector(".dl-card[data-kind=work]"))) return [];
  const type = view.kind === "work" ? "restore" : "switch";
  return [h("p", {}, `This browser holds work of yours from ${day(copy.at)} (${copy.answers} answered). `,
    h("button", { type: "button", onclick: () =>
      card.send({ type, student: copy.key }, [new TextEncoder().encode(copy.text).buffer]) },
    "Bring it back"))];
}

/** Ask who works here, where the folder or this browser holds work and this tab does not know. */
function asked(card, view) {
  const known = new Map(view.people.map((each) => [each.student, each]));
  for (const copy of copies()) {
    if (!known.has(copy.key)) known.set(copy.key, { ...copy, student: copy.key });
  }
  for (const { key, page, at } of kept(UNSENT)) {
    const [student] = key.split(":");
    if (page !== PAGE && !known.has(student)) known.set(student, { student, at });
  }
  const leaving = view.key && view.key === window.darfurlabLeft; // asked for, and not done yet
  if (who() === "new" && view.key && !leaving) workAs(view.key); // the first answer in this tab
  const mine = view.fresh && (known.has(who()) || who() === window.darfurlabWho);
  if (who() && (who() === "new" ? !leaving : mine || who() === view.key)) return [];
  if (!known.size) return workAs("new") ?? [];
  const choose = (student, text) => {
    if (student && student === view.key) return workAs(student);
    const nameless = ["", OLD].includes(student); // typed here, and never saved
    if (nameless) rename(`${OLD}:`, ":");
    if (student === null) rename(":", `${OLD}:`);
    window.darfurlabLeft = view.key;
    workAs("new"); // whose id comes with the next view
    if ((nameless || student === null) && view.fresh) return card.refresh();
    if (nameless || student === null) student = "";
    card.send({ type: "switch", student }, text ? [new TextEncoder().encode(text).buffer] : []);
  };
  const button = (text, act) => h("button", { type: "button", onclick: act }, text);
  const names = [...known.values()].map(({ student, name, at, text }) =>
    button(name || `Who worked here on ${day(at)}`, () => choose(student, text)));
  return [h("p", { class: "dl-who" }, h("strong", {}, "Who is working here?"), " ",
    ...names.flatMap((each) => [each, " "]), button("Somebody new", () => choose(null)))];
}

function download(name, mime, bytes) {
  const href = URL.createObjectURL(new Blob([bytes], { type: mime }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}

function work(card, view) {
  const button = (text, message) =>
    h("button", { type: "button", onclick: () => card.send(message) }, text);
  const file = h("input", { type: "file", accept: ".json,application/json", id: card.uid("file"),
    onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      if (chosen.size > LARGEST) card.trouble("This file is too large to be a work file.");
      else card.send({ type: "restore" }, [await chosen.arrayBuffer()]);
      file.value = "";
    } });
  const line = (type, text, value) => {
    const act = () => card.send({ type, text: input.value });
    const input = h("input", { type: "text", dir: "auto", id: card.uid(type), maxlength: 300, value,
      onkeydown: entered(act), onchange: act });
    return h("div", { class: "dl-task" }, h("label", { for: input.id }, text), input);
  };
  const question = h("div", { class: "dl-task", role: "status", "aria-live": "polite" });
  const held = h("p", { class: "dl-small" });
  const toggle = h("button", { type: "button", onclick: () => {
    const off = !read("local", OFF);
    forget(card.view().key, off);
    if (!off) card.send({ type: "copy" });
    card.say(off ? "This browser keeps no copy now." : "This browser keeps a copy again.");
    card.refresh();
  } });
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
      h("div", { class: "dl-task" }, button("Save my work", { type: "save" }),
        ...view.reports.map(({ id, text }) => button(text, { type: "report", id }))),
      h("div", { class: "dl-task" }, h("label", { for: file.id }, "Bring back my work:"), file),
      line("name", "Your name, or your names (they stand on your report):", view.names),
      line("course", "Your course, if you like:", view.course),
      h("div", { class: "dl-task" }, held, toggle),
      h("div", { class: "dl-task" }, button("Finish on this computer", { type: "finish" })),
      question),
    read: () => null,
    write() {},
    show: (now) => {
      held.textContent = copied(now);
      const { text, answers } = now.ask;
      question.replaceChildren(...(text ? [h("p", {}, text),
        ...answers.map((each) => button(each.text, { type: each.type }))] : []));
    },
  };
}

// --- the shell: prompt → answer → feedback → saved → restored ------------------------------------

/** Tell other tabs of this browser which activity is open here, and hear of theirs. */
function meet(view, tell) {
  if (!window.BroadcastChannel) return { close() {} };
  const others = new Set();
  const channel = new BroadcastChannel("darfurlab");
  const say = (word) => {
    const { place, key } = view();
    if (place) channel.postMessage({ place, key, page: PAGE, word });
  };
  channel.onmessage = ({ data: { place, key, page, word } }) => {
    if (page === PAGE || place !== view().place || key !== view().key) return;
    if (word === "open") say("also");
    if (word === "closed") others.delete(page);
    else others.add(page);
    tell(others.size);
  };
  const leave = () => say("closed");
  window.addEventListener("pagehide", leave);
  say("open");
  return { close: () => (leave(), window.removeEventListener("pagehide", leave), channel.close()) };
}

const ASIDE = ["copy", "name", "course", "switch", "save", "report", "restore", "sure", "undo", "leave",
  "finish", "finished"]; // messages that leave what is in the controls alone
const SILENT = "The kernel has not answered. What you typed is kept in this browser. When nothing is "
  + "running, choose **Run → Run All Cells** in the menu at the top, or press ▶▶ above the page. Your "
  + "text then comes back.";

function render({ model, el }) {
  const name = Math.random().toString(36).slice(2, 8);
  const stale = new Set(); // lines that changed after their feedback
  let [edits, known, sends, round, pause, patience] = [0, 0, 0, -1, 0, 0];
  let view = model.get("view");
  let base = view.stamp; // how the activity stood when the student began to change it
  let awaited = ""; // the mark of the last message, until the kernel has dealt with it

  const card = {
    slots: new Map(),
    offer: h("div", { class: "dl-offer" }),
    uid: (...parts) => ["dl", name, ...parts].join("-"),
    say: (text) => (said.textContent = text),
    trouble: (text) => problem.replaceChildren(...rich(text)),
    refresh: () => update(),
    view: () => view,
    passage: (each) => passage(model, each),
    changed(id) {
      edits += 1;
      stale.add(id);
      card.slots.get(id)?.replaceChildren();
      count();
      remember();
      clearTimeout(pause);
      pause = setTimeout(draft, PAUSE);
    },
    send(message, buffers) {
      clearTimeout(patience);
      patience = setTimeout(() => card.trouble(SILENT), PATIENCE);
      awaited = `${name}-${(sends += 1)}`;
      const whole = { answer: control.read(), base, mark: awaited, ...message };
      if (!ASIDE.includes(message.type)) {
        clearTimeout(pause);
        known = edits;
        remember(message.type);
      }
      model.send(whole, undefined, buffers);
    },
    check: () => card.send({ type: "check" }),
  };
  const draft = () => edits !== known && card.send({ type: "draft" });
  /** Keep what is in the card in this browser, with what was asked for, until it is on disk. */
  function remember(act) {
    if (!view.place || view.kind === "code") return;
    saved.textContent = "Not saved yet";
    hold(view.key, view.place, { answer: control.read(), base, act });
  }
  /** Hand over what was typed before, perhaps while the kernel was gone, and what was asked for. */
  function takeUp() {
    const found = view.place && edits === known && !awaited && unsent(view.key, view.place);
    if (!found) return;
    drop(found.student, view.place);
    const again = ["check", "hint"].includes(found.act);
    if (!again && JSON.stringify(found.answer) === JSON.stringify(view.answer)) return;
    control.write(found.answer);
    edits += 1;
    base = found.base;
    card.say("What you typed before is back in this card.");
    card.send({ type: again ? found.act : "draft" });
  }
  const control = KINDS[view.kind](card, view);
  const button = (type, text) => h("button", { type: "button", onclick: () => card.send({ type }) }, text);
  const label = h("span", { class: "dl-label" });
  const state = h("span", { class: "dl-state" });
  const hints = h("ul", { class: "dl-hints", "aria-live": "polite" });
  const summary = h("p", { class: "dl-summary", role: "status", "aria-live": "polite" });
  const problem = h("p", { class: "dl-problem", role: "alert" });
  const said = h("p", { class: "dl-hidden", role: "status", "aria-live": "polite" });
  const saved = h("span", { class: "dl-saved" });
  const elsewhere = h("p", { class: "dl-small", role: "status" });
  const named = h("input", { type: "text", dir: "auto", id: card.uid("name"), maxlength: 300,
    onkeydown: entered(() => nameIt()) });
  const nameIt = () => card.send({ type: "name", text: named.value });
  const naming = h("div", { class: "dl-task", hidden: true },
    h("label", { for: named.id }, "Your answer is kept. Your name, if you like:"), named,
    h("button", { type: "button", onclick: nameIt }, "Keep the name"));
  const [hint, again, check] = [button("hint", "Hint"), button("retry", "Start again"), button("check", "")];
  check.className = "dl-check";
  const rest = h("div", {}, control.body, hints, summary, said, naming, elsewhere,
    h("div", { class: "dl-foot" }, saved, h("div", { class: "dl-buttons" }, hint, again, check)));
  const shell = h("div", { class: "dl-card", role: "group", "aria-labelledby": card.uid("prompt") },
    h("p", { class: "dl-head" }, label, state),
    h("p", { class: "dl-prompt", id: card.uid("prompt") }, ...rich(view.prompt)),
    view.intro ? h("p", { class: "dl-intro" }, ...rich(view.intro)) : null,
    card.offer, rest, problem);

  // Else a browser keeps what stands in them with its open tabs, and offers it to whoever comes next.
  for (const field of shell.querySelectorAll("input[type=text], textarea")) field.autocomplete = "off";

  function count() {
    const done = shell.contains(rest) && control.count?.();
    label.textContent = [view.label, done].filter(Boolean).join(" · ");
  }

  function showNote(id, slot) {
    const note = stale.has(id) ? null : view.notes?.[id];
    if (!note) return slot.replaceChildren();
    const read = note.read.flatMap((each) => [" · ", passage(model, each)]);
    slot.dataset.mark = note.mark;
    slot.replaceChildren(h("p", {}, h("strong", {}, note.word), " ", ...rich(note.text)),
      h("p", { class: "dl-source" }, note.basis, ...(note.basis ? read : read.slice(1))));
  }

  /** Show the view in place; what the student typed meanwhile is left alone. */
  function update() {
    const before = view.key;
    view = model.get("view");
    const mine = Boolean(awaited) && view.heard === awaited; // the answer to this card's last message
    if (mine) {
      awaited = "";
      clearTimeout(patience);
      if (edits === known && view.kept) [before, view.key].forEach((key) => drop(key, view.place));
    }
    if (before !== view.key) { // the student's id came with the first answer
      drop(before, view.place);
      if (edits !== known || awaited) remember();
    }
    if (mine && who()) { // where the change of students failed, it is asked again
      const failed = view.key && view.key === window.darfurlabLeft;
      window.darfurlabLeft = "";
      workAs(failed ? "" : view.key || "new");
    }
    if (mine || edits === known) base = view.stamp;
    if (view.round !== round) stale.clear();
    round = view.round;
    if (edits === known && !awaited) control.write(view.answer);
    control.show?.(view);
    card.slots.forEach((slot, id) => showNote(id, slot));
    (view.hints ?? []).slice(hints.children.length)
      .forEach((text) => hints.append(h("li", {}, ...rich(text))));
    if (summary.textContent !== view.summary) summary.textContent = view.summary;
    if (problem.textContent !== view.problem) card.trouble(view.problem);
    saved.textContent = edits === known && !awaited ? view.saved : "Not saved yet";
    naming.hidden = !view.naming;
    if (!view.naming) named.value = ""; // never offered to the next student
    check.textContent = view.check;
    check.hidden = !view.check;
    hint.hidden = !view.more && document.activeElement !== hint;
    again.hidden = !view.again && document.activeElement !== again;
    offer();
  }

  /** The first card of the page asks who works here; until then no card shows what was answered. */
  function offer() {
    if (!window.darfurlabOffer || window.darfurlabOffer.gone) window.darfurlabOffer = el;
    const question = asked(card, view);
    const there = () => {
      if (!window.darfurlabOffer.offsetParent) { // in a lesson behind this one
        window.darfurlabOffer = el;
        offer();
      }
      window.darfurlabOffer.scrollIntoView({ block: "center" });
      window.darfurlabOffer.querySelector(".dl-who button")?.focus({ preventScroll: true });
    };
    const open = !question.length || !view.stamp || view.kind === "code";
    const way = [h("p", {}, "First say who is working here. ",
      h("button", { type: "button", onclick: there }, "Go to the question"))];
    card.offer.replaceChildren(...ownCopy(card, view), ...(window.darfurlabOffer === el ? question : open ? [] : way));
    if (!open) rest.remove();
    else if (!shell.contains(rest)) card.offer.after(rest);
    Object.assign(shell.dataset, { state: open ? view.state : "open", kind: view.kind });
    state.textContent = open ? view.word : "";
    count();
  }

  function message({ type, name: file, mime, copy, keys }, buffers) {
    if (type === "copy") keep(copy);
    if (type === "wiped") wipe(keys);
    if (type === "download") download(file, mime, buffers[0]);
  }

  // JupyterLab's one-key shortcuts must not take keys from the card; Ctrl + S and its like stay.
  // Their selectors match the control in focus itself, so the mark that holds them off stands there.
  // Nor from the controls of a chart: without this, arrow keys leave its slider for the next cell.
  const guard = ({ target, ctrlKey, metaKey, altKey }) =>
    (shell.contains(target) || target.closest?.(".vega-bindings"))
    && target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || metaKey || altKey));
  window.addEventListener("keydown", guard, true);
  shell.addEventListener("focusout", ({ relatedTarget }) => shell.contains(relatedTarget) || draft());
  model.on("change:view", update);
  model.on("msg:custom", message);
  const chosen = () => (offer(), takeUp());
  const copied = () => view.kind === "work" && control.show(view);
  window.addEventListener("darfurlab:who", chosen);
  window.addEventListener("darfurlab:kept", copied);
  window.addEventListener("storage", copied);
  const tabs = meet(() => view, (others) => (elsewhere.textContent = others
    ? "This activity is open in another tab too. What you save in either is kept; the newest counts."
    : ""));
  el.gone = false;
  el.replaceChildren(shell);
  update();
  takeUp();
  if (view.kind === "work") window.dispatchEvent(new Event("darfurlab:who"));
  return () => {
    el.gone = true;
    tabs.close();
    window.removeEventListener("darfurlab:who", chosen);
    window.removeEventListener("darfurlab:kept", copied);
    window.removeEventListener("storage", copied);
    window.removeEventListener("keydown", guard, true);
    model.off("change:view", update);
    model.off("msg:custom", message);
    clearTimeout(pause);
    clearTimeout(patience);
  };
}

/** Hear the kernel even on a laptop that is slow to load this file.
 *
 * anywidget (0.9.10 to 0.11) lets a model that took over two seconds to load drop each message that
 * comes afterwards: answers would be saved, and their feedback never shown. So the card takes its
 * messages from the kernel directly, as a plain ipywidget does. */
async function initialize({ model }) {
  const own = await model.widget_manager.get_model(model.get("own_id"));
  const { _handle_comm_msg: plain } = Object.getPrototypeOf(own.constructor.prototype);
  own.comm?.on_msg((message) => plain.call(own, message));
}

export default {
  initialize(context) {
    initialize(context).catch((error) => console.warn("darfurlab:", error)); // then as anywidget does
  },
  render,
};
