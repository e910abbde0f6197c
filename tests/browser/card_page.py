"""A card in Chromium without JupyterLab: its own script, and behind it Python in this process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from darfurlab.activities.card import Card

SHOW = """async ([script, style, view]) => {
  document.head.append(Object.assign(document.createElement('style'), { textContent: style }));
  document.body.replaceChildren(document.createElement('main'));
  const heard = new Map();
  const hear = (name, act) => heard.set(name, [...(heard.get(name) ?? []), act]);
  const model = { view, get: (name) => model[name], on: hear, off() {},
    send: async (message) => {
      const answer = JSON.parse(await window.kernel(JSON.stringify(message)));
      model.view = answer.view;
      heard.get('change:view').forEach((act) => act());
      for (const each of answer.sent) heard.get('msg:custom').forEach((act) => act(...each));
    } };
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  (await import(url)).default.render({ model, el: document.querySelector('main') });
}"""

# Cards of one page, each made before it stands there, as JupyterLab makes them.
PLACE = """async ([script, views]) => {
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const { render } = (await import(url)).default;
  for (const view of views) {
    const el = document.createElement('main');
    render({ model: { view, get: () => view, on() {}, off() {}, send() {} }, el });
    document.body.append(el);
  }
}"""


def placed(tab: Any, cards: Sequence[Card]) -> None:
    """Show cards that no kernel answers, one below the other."""
    tab.evaluate(PLACE, [str(cards[0]._esm), [card.view for card in cards]])


def shown(tab: Any, card: Card) -> Any:
    """Show a card in a tab and return it there; what it downloads is not handed over."""
    sent: list[Any] = []

    def kernel(text: str) -> str:
        card._handle_custom_msg(json.loads(text), [])
        told, sent[:] = [[each, []] for each in sent if each["type"] != "download"], []
        return json.dumps({"view": card.view, "sent": told})

    card.send = lambda content, buffers=None: sent.append(content)  # type: ignore[method-assign]
    tab.expose_function("kernel", kernel)
    tab.evaluate(SHOW, [str(card._esm), str(card._css), card.view])
    return tab.locator(".dl-card")
