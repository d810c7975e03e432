"""The loops of the station and the boxes through which they talk."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, Signal

from spade_station.domain.errors import InternalFault, StationError

log = logging.getLogger(__name__)

Item = TypeVar("Item")
Command = Callable[[], None]
STOP_WITHIN_MS = 20_000


class Inbox(Generic[Item]):
    """What waits for a loop: commands, all of them in order, and one item, the newest.

    An item that is replaced before the loop took it is counted as skipped.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._commands: deque[tuple[str, Command]] = deque()
        self._item: Item | None = None
        self._closed = False
        self.skipped = 0

    def tell(self, command: Command, instead_of: str = "", *, in_order: bool = False) -> None:
        """Put a command at the end of the queue, in place of a waiting one of the same name.

        Parameters
        ----------
        in_order
            Replace only what was told last: what was told after a command counts on it.
        """
        with self._condition:
            if in_order and self._commands and self._commands[-1][0] == instead_of:
                self._commands.pop()
            elif instead_of and not in_order:
                others = [each for each in self._commands if each[0] != instead_of]
                self._commands = deque(others)
            self._commands.append((instead_of, command))
            self._condition.notify_all()

    def put(self, item: Item, in_place_of: Callable[[Item, Item], Item] | None = None) -> None:
        """Leave the newest item in place of one that was not taken yet.

        Parameters
        ----------
        in_place_of
            Makes of the newest item and the one that waits what waits then; called in this thread.
        """
        with self._condition:
            if self._item is not None:
                self.skipped += 1
                item = item if in_place_of is None else in_place_of(item, self._item)
            self._item = item
            self._condition.notify_all()

    def drop(self) -> None:
        """Throw the waiting item away."""
        self.take_item()

    def take(self, timeout: float | None = None) -> Command | Item | None:
        """Wait for a command or an item, commands first; None after `timeout` or at the end."""
        with self._condition:
            self._condition.wait_for(self._something, timeout)
            return self._commands.popleft()[1] if self._commands else self.take_item()

    def take_item(self, if_it: Callable[[Item], bool] = lambda item: True) -> Item | None:
        """Take the item before the commands that wait; None when there is none like that."""
        with self._condition:
            if self._item is None or not if_it(self._item):
                return None
            item, self._item = self._item, None
            self._condition.notify_all()
            return item

    def wait_taken(self, timeout: float) -> bool:
        """Wait until no item waits; returns whether that is so."""
        with self._condition:
            return self._condition.wait_for(lambda: self._item is None or self._closed, timeout)

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    @property
    def has_commands(self) -> bool:
        """Whether commands wait."""
        return bool(self._commands)

    @property
    def closed(self) -> bool:
        """Whether the loop shall end."""
        return self._closed

    def _something(self) -> bool:
        return bool(self._commands) or self._item is not None or self._closed


class LoopThread(QThread, Generic[Item]):
    """A named thread that works off its inbox until it is stopped.

    `failed` tells a `StationError`, and the loop goes on; a bug comes as `InternalFault`.
    """

    failed = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.inbox: Inbox[Item] = Inbox()
        self._hangs = False

    def run(self) -> None:
        """Work until the inbox is closed; commands that were told before are still done."""
        self.guarded(self.begin)
        while True:
            taken = self.inbox.take()
            if callable(taken):
                self.guarded(taken)
            elif taken is not None:
                self.guarded(partial(self.handle, taken))
            elif self.inbox.closed:
                break
        self.guarded(self.end)

    def begin(self) -> None:
        """Do what comes first, in the thread itself."""

    def handle(self, item: Item) -> None:
        """Work on one item."""

    def end(self) -> None:
        """Do what comes last, in the thread itself."""

    def guarded(self, work: Command) -> bool:
        """Do some work; what goes wrong is told and logged. Returns whether it went well."""
        try:
            work()
        except StationError as error:
            self.failed.emit(error)
            return False
        except Exception as error:
            log.exception("A fault in the loop %s", self.objectName())
            self.failed.emit(InternalFault.of(error))
            return False
        return True

    def settle(self) -> None:
        """Wait until what was told so far is done, in vain only once; not where nothing runs."""
        is_done = threading.Event()
        self.inbox.tell(is_done.set)
        seconds = 0.0 if self._hangs else STOP_WITHIN_MS / 1000
        if self.isRunning() and not is_done.wait(seconds):
            log.error("The loop %s does not come to what it was told", self.objectName())
            self._hangs = True

    def stop(self) -> bool:
        """End the loop and wait for it, in vain only once; returns whether it has ended."""
        self.inbox.close()
        if self.isRunning() and not self.wait(0 if self._hangs else STOP_WITHIN_MS):
            log.error("The loop %s does not end", self.objectName())
            self._hangs = True
            return False
        return True


def hear_loops() -> None:
    """Have what the loops told heard now, without waiting for the event loop; on the GUI thread."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
