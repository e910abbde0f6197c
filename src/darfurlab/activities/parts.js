// What every control is made of. These files are joined into one module in the order of card.py, each
// kind's own file in a block of its own: it sets its control as KINDS.name and sees all that is here.

const LARGEST = 8e6; // bytes of a work file that are sent to the kernel

// The controls: (card, view) → {body, read(), write(answer), count(), show(view)}, the last two where
// there is something to say. read() is null where there is nothing to keep. In a control
// `card.changed(id)` says that the student changed a line.
const KINDS = {};

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

/** A link to a passage and, where the kernel has the student's own copy of the brief, its words. */
function passage(model, { own, ...place }) {
  const link = linked(model, place);
  return own ? h("span", {}, link, " ", ...unfolding(model, own)) : link;
}

/** A link to a passage, which JupyterLab opens beside the lesson instead of leaving it. */
function linked(model, { label, href }) {
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

/** A line of the card, with a place for the feedback on it. */
function slotted(card, id, attributes, tag, ...children) {
  const slot = h("div", { class: "dl-note", id: card.uid(id, "note") });
  card.slots.set(id, slot);
  return h(tag, { "data-line": id, ...attributes }, ...children, slot);
}

/** A button; `act` is what it does. */
function button(text, act) {
  return h("button", { type: "button", onclick: act }, text);
}

/** A field for a work file, with its label; the file is sent to the kernel. */
function upload(card, text, type) {
  const file = h("input", { type: "file", accept: ".json,application/json", id: card.uid("file"),
    onchange: async () => {
      const [chosen] = file.files;
      if (!chosen) return;
      if (chosen.size > LARGEST) card.trouble("This file is too large. Choose the file my-work.json that you saved here.");
      else card.send({ type }, [await chosen.arrayBuffer()]);
      file.value = "";
    } });
  return [h("label", { for: file.id }, text), file];
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

/** A control in which each item is given an option. `row(item, change)` makes one: its `line`, how to
 * `get` and `set` the option, and perhaps a field for the `reason`. Who gives reasons can keep them all
 * from being shown to the class. */
function rows(card, view, row) {
  const made = view.items.map((item) => [item.id, row(item, () => card.changed(item.id))]);
  const wall = view.reasons && h("input", { type: "checkbox", id: card.uid("wall"), onchange: () => card.changed("wall"),
    "aria-describedby": card.uid("wall", "how") });
  const lines = h("ul", { class: "dl-lines" }, ...made.map(([, { line }]) => line));
  const given = (of) => Object.fromEntries(
    made.map(([id, each]) => [id, of(each)]).filter(([, text]) => text.trim()));
  return {
    body: !wall ? lines : h("div", {}, lines, h("p", { class: "dl-wall" },
      h("label", { for: wall.id }, wall, "Not for the wall"),
      h("span", { class: "dl-small", id: card.uid("wall", "how") }, "If you tick this, your reasons here are not shown to the class."))),
    read: () => ({ picks: given(({ get }) => get()), reasons: given(({ reason }) => reason?.value ?? ""),
      ...(wall?.checked ? { not_for_the_wall: true } : {}) }),
    write: (answer) => {
      for (const [id, { set, reason }] of made) {
        set(answer?.picks?.[id] ?? "");
        if (reason) fill(reason, answer?.reasons?.[id] ?? "");
      }
      if (wall) wall.checked = answer?.not_for_the_wall === true;
    },
    count: () => `${made.filter(([, { get }]) => get()).length} of ${made.length} placed`,
  };
}

/** Points above or below the walk-away value, a row for each of `rows`: {text, gain, hollow}. `span`
 * is the lowest and the highest value that has room. */
function gains([low, high], rows) {
  const place = (value) => `${(100 * (value - low)) / (high - low)}%`;
  const signed = (value) => (value > 0 ? `+${value}` : String(value).replace("-", "–"));
  return h("ul", { class: "dl-gains" }, ...rows.map(({ text, gain, hollow }) => {
    const bar = h("span", { class: hollow ? "dl-bar dl-hollow" : "dl-bar", "data-below": String(gain < 0) });
    bar.style.left = place(Math.min(gain, 0));
    bar.style.right = `${100 - parseFloat(place(Math.max(gain, 0)))}%`;
    const track = h("span", { class: "dl-track", "aria-hidden": "true" }, bar);
    track.style.setProperty("--dl-zero", place(0));
    return h("li", {}, h("span", {}, text), track, h("span", { class: "dl-gain" }, signed(gain)));
  }));
}
