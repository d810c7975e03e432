"""The thread that empties a camera, so that its newest picture is always at hand."""

import logging
import threading
from collections import deque

from spade_station.capture.camera_link import CameraLink
from spade_station.capture.numbering import Numbering
from spade_station.capture.pacing import Clock
from spade_station.domain.errors import CameraNotThere, Cancelled, PictureDamaged
from spade_station.domain.frame import Frame

_log = logging.getLogger(__name__)


class Grabber:
    """Keeps the newest frames of one connected camera; used once, from `start` to `stop`.

    Drivers keep pictures that nobody fetches and hand them out late. Only a thread that always
    reads sees the part that is in front of the camera now.

    Parameters
    ----------
    stopped
        The event that `link` waits with.
    keep
        How many frames may wait. Where pictures belong together, strips of a web or views of a
        part, the newest one alone is worth nothing.
    """

    def __init__(
        self,
        link: CameraLink,
        name: str,
        *,
        clock: Clock,
        stopped: threading.Event,
        keep: int = 1,
    ) -> None:
        self.skipped = 0
        self.last_arrival = clock.now()
        self._link = link
        self._name = name
        self._clock = clock
        self._stopped = stopped
        self._ready = threading.Event()
        self._arrived = threading.Event()
        self._swap = threading.Lock()
        self._waiting: deque[Frame] = deque(maxlen=keep)
        self._numbering = Numbering()
        self._fault: Exception | None = None
        # A driver can hang in a read for ever; that must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name="grab", daemon=True)

    @property
    def connected(self) -> bool:
        """Whether the camera sends, as far as the thread has seen."""
        return self._link.connected

    @property
    def stopped(self) -> bool:
        """Whether somebody has stopped it."""
        return self._stopped.is_set()

    def start(self, camera: str, timeout: float) -> None:
        """Start the thread and wait until the camera sends.

        Raises
        ------
        StationError
            What is wrong with the camera; `CameraNotThere` after `timeout` seconds.
        """
        self._thread.start()
        answered = self._clock.wait(self._ready, timeout)
        if self.stopped:
            raise Cancelled
        if self._fault is not None:
            raise self._fault
        if not answered:
            raise CameraNotThere(camera=camera)

    def take(self, timeout: float) -> Frame | None:
        """Take the oldest of the kept frames that nobody has taken, waiting for one if need be."""
        self._clock.wait(self._arrived, timeout)
        with self._swap:
            frame = self._waiting.popleft() if self._waiting else None
            if not self._waiting:
                self._arrived.clear()
        if frame is None and self._fault is not None:
            raise self._fault
        return frame

    def catch_up(self) -> None:
        """Throw away what waits: it was taken before now."""
        with self._swap:
            self.skipped += len(self._waiting)
            self._waiting.clear()
            self._arrived.clear()

    def stop(self, timeout: float) -> None:
        """Wake whoever waits and end the thread, which gives the camera back itself.

        Releasing a device under a thread that reads from it crashes some drivers. A thread that
        hangs in its driver is therefore left behind; it ends by itself if the driver returns.
        """
        self._stopped.set()
        self._ready.set()
        self._arrived.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)
        if self._thread.is_alive():
            _log.warning("%s does not return from its driver; left behind", self._name)
        with self._swap:
            self._waiting.clear()

    def _run(self) -> None:
        try:
            self._link.connect()
            self.last_arrival = self._clock.now()
            self._ready.set()
            while not self.stopped:
                self._grab()
        except Exception as fault:  # noqa: BLE001 - goes on in the thread that reads
            self._fault = fault
        finally:
            self._link.release()
            self._ready.set()
            self._arrived.set()

    def _grab(self) -> None:
        try:
            picture = self._link.next_picture()
        except PictureDamaged:
            self._numbering.count(self._clock.now(), self._link.connection)
            return
        if picture is None or self.stopped:
            self._numbering.pass_over()
            return
        self.last_arrival = self._clock.now()
        number = self._numbering.count(self.last_arrival, self._link.connection)
        frame = Frame(
            image=picture,
            number=number,
            name=f"{self._name} {number}",
            received=self.last_arrival,
            row=self._numbering.row,
        )
        with self._swap:
            self.skipped += len(self._waiting) == self._waiting.maxlen
            self._waiting.append(frame)  # the oldest goes where there is no room
            self._arrived.set()
