"""The kinds of activity that need more than a question of the bank."""
