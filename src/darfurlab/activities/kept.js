// What this browser keeps: who works here, copies of the work, text that is not saved yet.
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
  return [h("p", {}, `This browser holds your work from ${day(copy.at)} (${copy.answers} answered). `,
    button("Load it", () =>
      card.send({ type, student: copy.key }, [new TextEncoder().encode(copy.text).buffer])))];
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
  const names = [...known.values()].map(({ student, name, at, text }) =>
    button(name || `The person who worked here on ${day(at)}`, () => choose(student, text)));
  return [h("p", { class: "dl-who" }, h("strong", {}, "Who is working here?"), " ",
    ...names.flatMap((each) => [each, " "]), button("Somebody new", () => choose(null)))];
}

function download(name, mime, bytes) {
  const href = URL.createObjectURL(new Blob([bytes], { type: mime }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}
