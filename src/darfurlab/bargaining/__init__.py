"""What could the parties agree on? `Game` is the negotiation; see `darfurlab.bargaining.game`."""

from darfurlab.bargaining.game import RULES, Game
from darfurlab.bargaining.scores import BadGame, TooManyDeals

__all__ = ["RULES", "BadGame", "Game", "TooManyDeals"]
