// An extension of JupyterLab, written by hand in the form in which it loads one. While the window is
// small the left side is closed, so that a lesson can be read; that is never stored as the layout. A
// cell that is run before its kernel is ready waits for it, where JupyterLab would drop it. What draws
// charts is loaded and used once while the student reads, where JupyterLab waits for a first chart.

const SMALL = 700; // px, below which the left side would take what the lesson needs
const USUAL = [1, 2.5, 1]; // how JupyterLab shares its width where nothing is stored
const STYLE = `@media (max-width: ${SMALL - 1}px) {
  .jp-Notebook { --jp-cell-collapser-width: 4px; }
  .jp-Notebook .jp-WindowedPanel-viewport.jp-WindowedPanel-viewport,
  .jp-Notebook .jp-Cell.jp-Cell { padding-left: 0; padding-right: 0; }
}`;

/** Find a widget below another by its id. */
function below(widget, id) {
  if (widget.id === id) return widget;
  for (const child of widget.layout ?? []) {
    const found = below(child, id);
    if (found) return found;
  }
}

function activate({ shell, restored }) {
  const warn = (error) => console.warn("darfurlab:", error); // then as JupyterLab does
  wait().catch(warn);
  const soon = window.requestIdleCallback ?? setTimeout;
  restored.then(() => soon(() => draw().catch(warn)));
  if (!shell.saveLayout) return; // Notebook 7, whose side is closed as it opens
  document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
  let wide = null; // while the window is small: how the left side stands in a larger one
  let sizes = USUAL;

  // What is stored is read and written by these two.
  const { restoreLayout, saveLayout } = shell;
  shell.restoreLayout = (mode, restorer, ...rest) => {
    const fetch = () =>
      restorer.fetch().then((layout) => {
        sizes = layout.relativeSizes ?? USUAL;
        return layout;
      });
    const reader = new Proxy(restorer, {
      get: (from, name) => (name === "fetch" ? fetch : from[name]),
    });
    return restoreLayout.call(shell, mode, reader, ...rest);
  };
  shell.saveLayout = () => {
    const layout = saveLayout.call(shell);
    if (!wide) return layout;
    const leftArea = { ...layout.leftArea, collapsed: wide.collapsed, currentWidget: wide.shown };
    return { ...layout, leftArea, relativeSizes: wide.sizes };
  };

  const fit = () => {
    const small = window.innerWidth < SMALL;
    if (small && !wide) {
      const { collapsed, currentWidget } = saveLayout.call(shell).leftArea;
      wide = { collapsed, shown: currentWidget, sizes };
      shell.collapseLeft();
    } else if (!small) {
      if (wide) {
        if (!wide.collapsed) shell.expandLeft();
        below(shell, "jp-main-split-panel")?.setRelativeSizes(wide.sizes);
      }
      wide = null;
    }
  };
  restored.then(() => {
    fit();
    window.addEventListener("resize", fit);
  });
}

/** Resolve once a notebook has a kernel that is not just restarting; false where it was closed. */
function ready(context) {
  return new Promise((resolve) => {
    const look = () => {
      if (!context.isDisposed && (context.isRestarting || !context.session?.kernel)) return;
      for (const signal of signals) signal.disconnect(look);
      resolve(!context.isDisposed);
    };
    const signals = [context.statusChanged, context.kernelChanged, context.disposed];
    for (const signal of signals) signal.connect(look);
    look();
  });
}

let shared = {}; // the packages of JupyterLab, by name and version

/** Return a package that JupyterLab shares, and load it where nobody did. */
async function load(name) {
  const versions = Object.values(shared[name]);
  return (await (versions.find(({ loaded }) => loaded) ?? versions[0]).get())();
}

/** Draw a small chart that nobody sees: on a page, a first one takes twice the time of a second. */
async function draw() {
  const { default: embed } = await load("vega-embed");
  const [a, b] = ["a", "b"].map((field) => ({ field, type: "quantitative" }));
  const spec = {
    title: "a",
    data: { values: [{ a: 1, b: 1 }] },
    layer: [
      { mark: "point", encoding: { x: a, y: b, color: { field: "a", type: "nominal" } } },
      { mark: "text", encoding: { longitude: a, latitude: b } },
    ],
  };
  const { finalize } = await embed(document.createElement("div"), spec, {
    mode: "vega-lite",
    renderer: "svg",
    actions: false,
    defaultStyle: false, // a page takes the style of the first chart that brings one
  });
  finalize();
}

/** Let the code cells of notebooks wait for their kernel; each shows [*] as one that runs. */
async function wait() {
  const { CodeCell } = await load("@jupyterlab/cells");
  const { execute } = CodeCell;
  CodeCell.execute = async (cell, context, metadata) => {
    if (context.type === "notebook" && cell.model.sharedModel.getSource().trim()) {
      cell.setPrompt("*");
      if (!(await ready(context)) || cell.isDisposed) return;
    }
    return execute(cell, context, metadata);
  };
}

const plugin = { id: "darfurlab:small-window", autoStart: true, activate };
window._JUPYTERLAB = window._JUPYTERLAB ?? {};
const found = { __esModule: true, default: plugin };
window._JUPYTERLAB.darfurlab = {
  init: (scope) => (shared = scope),
  get: async () => () => found,
};
