// One card for every kind of activity: prompt → answer → feedback → saved → restored. The kernel holds
// the state and decides; this file shows the `view` it is given, in place, and sends what the student
// does. No answer is here before they ask.

const PAUSE = 250; // ms without typing before a draft goes to the kernel; this browser has it at once
const PATIENCE = 8000; // ms before a silent kernel is mentioned

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
const SILENT = "The program behind this page does not answer. This browser keeps what you typed. If "
  + "no cell is running, choose **Run → Run All Cells** in the menu at the top, or press ▶▶ above the "
  + "page. Your text then comes back.";

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
      const typed = naming.hidden ? "" : named.value; // a name that is not saved yet
      const whole = { answer: control.read(), base, mark: awaited, typed, ...message };
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
    const answer = control.read();
    if (!view.place || answer === null) return;
    saved.textContent = "Not saved yet";
    hold(view.key, view.place, { answer, base, act });
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
    card.say("This card shows again what you typed before.");
    card.send({ type: again ? found.act : "draft" });
  }
  const control = KINDS[view.kind](card, view);
  const asks = (type, text) => button(text, () => card.send({ type }));
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
    h("label", { for: named.id }, "Your answer is saved. Your name (you may leave this empty):"), named,
    button("Save the name", nameIt));
  const [hint, again, check] = [asks("hint", "Hint"), asks("retry", "Start again"), asks("check", "")];
  check.className = "dl-check";
  const mistake = h("details", { class: "dl-mistake", hidden: true }, h("summary", {}), h("p", {}), h("code", {}));
  const waits = h("p", { class: "dl-waits", hidden: true },
    "The next chart or table appears after your answer. ", button("Show anyway", () => {
      skipped.add(view.place);
      wait();
      card.say("The next chart or table is shown now.");
      check.focus({ preventScroll: true });
    }));
  const held = holding(model, el);
  const wait = () => (waits.hidden = !held(!view.tried && !skipped.has(view.place) && Boolean(view.place)));
  const placed = new ResizeObserver(() => { // a card is made before it stands in its notebook
    wait();
    if (view.kind !== "work" || el.stands) return;
    el.stands = true; // now the other cards find it, and leave the offer of a copy to it
    window.dispatchEvent(new Event("darfurlab:who"));
  });
  const rest = h("div", {}, control.body, hints, summary, said, naming, elsewhere, mistake, waits,
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
    const read = note.read.flatMap((each, at) => [at ? ", " : "Read ", passage(model, each)]);
    slot.dataset.mark = note.mark;
    slot.replaceChildren(h("p", {}, h("strong", {}, note.word), " ", ...rich(note.text)),
      ...(read.length ? [h("p", { class: "dl-source" }, ...read, ".")] : []));
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
    mistake.hidden = !view.mistake?.line;
    ["title", "how", "line"].forEach((part, at) => (mistake.children[at].textContent = view.mistake?.[part] ?? ""));
    wait();
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
    const open = !question.length || !view.stamp || control.read() === null;
    const way = [h("p", {}, "First say who is working here. ",
      button("Go to the question", there))];
    card.offer.replaceChildren(...ownCopy(card, view), ...(window.darfurlabOffer === el ? question : open ? [] : way));
    if (!open) rest.remove();
    else if (!shell.contains(rest)) card.offer.after(rest);
    Object.assign(shell.dataset, { state: open ? view.state : "open", kind: view.kind, settled: open && Boolean(view.settled) });
    state.textContent = open ? view.word : "";
    count();
  }

  function message({ type, name: file, mime, copy, keys }, buffers) {
    if (type === "copy") keep(copy);
    if (type === "wiped") wipe(keys);
    if (type === "download") download(file, mime, buffers[0]);
  }

  // What was chosen is cleared as it was chosen: by a click on it, or the space bar.
  let wasChosen = null;
  const look = ({ target }) => {
    const input = target.matches("input") ? target : target.closest("label")?.querySelector("input");
    wasChosen = input?.type === "radio" && input.checked ? input : null;
  };
  const clear = (event) => {
    if (event.target !== wasChosen) return;
    wasChosen = null;
    if (event.type === "keydown") event.preventDefault(); // else the key chooses it again as it rises
    event.target.checked = false;
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  };
  shell.addEventListener("pointerdown", look);
  shell.addEventListener("keydown", (event) => event.key === " " && (look(event), clear(event)));
  shell.addEventListener("click", clear);

  // JupyterLab's one-key shortcuts must not take keys from the card; Ctrl + S and its like stay.
  // Their selectors match the control in focus itself, so the mark that holds them off stands there.
  // Nor from the controls of a chart: without this, arrow keys leave its slider for the next cell.
  const guard = ({ target, ctrlKey, metaKey, altKey }) =>
    (shell.contains(target) || target.closest?.(".vega-bindings"))
    && target.toggleAttribute("data-lm-suppress-shortcuts", !(ctrlKey || metaKey || altKey));
  const gone = new AbortController();
  const { signal } = gone;
  window.addEventListener("keydown", guard, { signal, capture: true });
  shell.addEventListener("focusout", ({ relatedTarget }) => shell.contains(relatedTarget) || draft());
  model.on("change:view", update);
  model.on("msg:custom", message);
  const chosen = () => (offer(), takeUp());
  const copied = () => view.kind === "work" && control.show(view);
  window.addEventListener("darfurlab:who", chosen, { signal });
  window.addEventListener("darfurlab:kept", copied, { signal });
  window.addEventListener("storage", copied, { signal });
  const tabs = meet(() => view, (others) => (elsewhere.textContent = others
    ? "This activity is also open in another tab. Both answers are saved, and the newest answer counts."
    : ""));
  el.gone = false;
  el.replaceChildren(shell);
  placed.observe(shell);
  update();
  takeUp();
  return () => {
    el.gone = true;
    tabs.close();
    placed.disconnect();
    held(false);
    gone.abort();
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
