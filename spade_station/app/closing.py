"""Closing: the loops end in an order in which nothing is lost that somebody has asked for."""

from spade_station.app.capturing import CaptureLoop
from spade_station.app.gathering_desk import GatheringDesk
from spade_station.app.inspecting import InspectLoop
from spade_station.app.recording import RecordLoop
from spade_station.app.teaching import TeachLoop
from spade_station.app.threads import hear_loops


def end_loops(
    capturing: CaptureLoop,
    inspecting: InspectLoop,
    teaching: TeachLoop,
    recording: RecordLoop,
    gathering: GatheringDesk,
) -> bool:
    """End the loops and give each what the one before it had left; on the GUI thread.

    Returns whether all of them have ended.
    """
    are_ended = [capturing.stop()]
    gathering.finish()  # as whenever the line stops
    inspecting.settle()  # it gives the gathered parts
    hear_loops()  # the gathered parts go to the teach loop
    are_ended += [teaching.stop(), inspecting.stop()]
    hear_loops()  # a product's new name is to be remembered
    are_ended.append(recording.stop())
    return all(are_ended)
