"""Peace processes as restrictions on one negotiation: who sits where, about what, and when.

Definitions
    table       some parties, and the issues that they may settle there
    process     tables in their order, and what was settled before they meet
    veto        a party seated with a veto must agree; seated without one, it is only heard
    leverage    the points that walking away from a table costs: it lowers what a party asks for

How a process plays. The tables meet in their order; one that waits for others (`after`) meets only
if each of those had a deal. What was settled before stands at the first table; what stands at the
end of one table stands at the next.

At a table each seated party asks for its walk-away value, or, once it has signed anywhere, for what
it has as things stand; less its leverage (with `lasting=False` its leverage ends with its first
signature). The rule (see `bargaining`) then picks among the deals on that table's issues, all else
as it stands: those with a veto must agree and are counted, gains are over what they ask for, and
everyone counts the points of the whole. Where no such deal exists, or the one picked is what stands
already, the table ends without a deal. What stands wins every tie, whether it was settled before,
agreed at an earlier table or never touched: nobody who is indifferent signs it away.

A deal is signed by everyone at the table, with a veto or without, whom it gives what they ask for.
What no table may touch stays. A party with no seat gets whatever the others' deals give it.

These are choices, and they matter. Leverage presses anew at each table, which helps processes with
many tables. It is a cost of failing; a reward for signing would make deals better, and is left out.
What is signed is kept, until a later table with the same issue agrees otherwise.
A table cannot settle what it may not touch, so that separate regional tables leave national issues
alone is assumed, not found; what can be found is who signs all the same, and who is better off.
A table with more issues has all the deals of a smaller one and more, so where it fails and the
smaller does not, it is the added vetoes. Without foresight nobody looks ahead: at an early table a
party counts nothing that a later one might bring.

Foresight. With `foresight=True` the value of a deal at one table is the points at the end of `play`
for the remaining tables from that deal, with the same rule, leverage and vetoes, and with foresight
there too. The rule picks as above, with values in place of points: those with a veto must agree,
a gain is a value less what a party asks for at that table, which is the same as without foresight,
and ties go to the highest sum of values and then to the deal listed first. To leave things as they
are is valued in the same way: the remaining tables are then played from what stands, and those that
wait for this table do not meet. Who has signed must be known before the remaining tables are
played: of a deal that changes something, everyone with a veto has, for they agreed to it, and who
is seated without one has, if the deal as it stands then gives that party what it asks for. At the
last table foresight changes nothing.

Sources: parties with vetoes from Tsebelis, "Veto Players" (2002), and Cunningham, "Veto players and
civil war duration" (2006); what to put on one table from Sebenius, "Negotiation arithmetic" (1983).
"""

from __future__ import annotations

from darfurlab.bargaining.measures import compare, measures
from darfurlab.bargaining.play import Outcome, Sitting, play
from darfurlab.bargaining.seating import Process, Table
from darfurlab.bargaining.shaken import find_counterexamples, perturbed
from darfurlab.bargaining.sheets import read_game, read_processes, read_root

__all__ = ["Outcome", "Process", "Sitting", "Table", "compare", "find_counterexamples", "measures"]
__all__ += ["perturbed", "play", "read_game", "read_processes", "read_root"]
