"""The widgets: a thin edge. Empty, so that naming one of them loads no other."""
