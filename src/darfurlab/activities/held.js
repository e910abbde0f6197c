// What a card holds back: while its question has no answer, the picture that would give the answer away.
// Only what is seen changes, in this page; the cell keeps its output, and is saved with it.

const REVEAL = "reveal"; // the tag of a cell that shows what a student was asked to predict
const FURTHER = "further"; // the tag of a cell that the core does not need
const skipped = (window.darfurlabSkipped ??= new Set()); // activities with “Show anyway”, in this page

/** The next cell that shows an answer, where nothing but cards and text stands between. */
function revealing(model, el) {
  const cells = model.widget_manager?.context?.model?.cells;
  const nodes = [...(el.closest(".jp-Notebook")?.querySelectorAll(".jp-Cell") ?? [])];
  if (!cells || cells.length !== nodes.length) return null; // not JupyterLab, or not all is on the page
  const own = nodes.indexOf(el.closest(".jp-Cell"));
  const tagged = (at, tag) => Boolean(cells.get(at).getMetadata("tags")?.includes(tag));
  for (let at = own + 1; at < nodes.length; at += 1) {
    const cell = cells.get(at);
    if (cell.type !== "code") continue;
    // A card that the core does not need holds nothing of the core back.
    if (tagged(at, REVEAL)) return tagged(own, FURTHER) && !tagged(at, FURTHER) ? null : nodes[at];
    if (!/^ask\(/m.test(cell.sharedModel.getSource())) return null;
  }
  return null;
}

/** Hold a cell's output back for a card, or let go of what the card held; two may hold one. */
function holding(model, el) {
  let node = null;
  const letGo = () => {
    node?.darfurlabHeld.delete(el);
    node?.classList.toggle("dl-held", node.darfurlabHeld.size > 0);
    node = null;
  };
  return (open) => {
    const next = open ? revealing(model, el) : null;
    if (next !== node) letGo();
    if (next) {
      node = next;
      (node.darfurlabHeld ??= new Set()).add(el);
      node.classList.add("dl-held");
    }
    return Boolean(next);
  };
}
