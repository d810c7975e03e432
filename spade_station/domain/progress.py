"""How far a long job has come."""

from collections.abc import Callable

Report = Callable[[int, int], None]
"""Told how much of how much is done; may raise `Cancelled` to end the work."""
