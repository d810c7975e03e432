"""Which picture of a camera is which: its number, and the row of pictures that it stands in."""

import math

PATIENCE = 2.0
"""Seconds; the pictures of one part come faster after each other."""


class Numbering:
    """Numbers every picture that a camera takes, and parts them into rows.

    A row begins with the first picture, and with the first one after a pause or after the camera
    was lost. Only who sees every picture knows where: of those that are handed on some are missing,
    the first one of a row perhaps.
    """

    def __init__(self) -> None:
        self.row = 0
        """Number of the picture that began the row of the last one."""
        self._number = 0  # of the next picture
        self._last = -math.inf  # when a picture came
        self._connection = 0

    def count(self, now: float, connection: int = 0) -> int:
        """Give a picture that has come, whole or damaged, its number.

        Parameters
        ----------
        connection
            Another one for each time that the camera was connected: nobody knows how many
            pictures were taken before it.
        """
        if now - self._last > PATIENCE or connection != self._connection:
            self.row = self._number
        self._last, self._connection = now, connection
        return self.pass_over()

    def pass_over(self) -> int:
        """Count what may have been a picture: the next one is no neighbour of the last one."""
        number, self._number = self._number, self._number + 1
        return number
