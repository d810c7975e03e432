"""Which picture is on the screen."""

import pytest

from spade_station.app.status import RunState
from spade_station.domain.inspection import Verdict
from spade_station.domain.source_settings import SourceSettings

from .fake_station import make_inspection


@pytest.fixture
def held(picked, station):
    """Hold a doubtful part of a line that stands."""
    station.show_live(make_inspection(Verdict.NG, 6.2, 6.2), RunState.STOPPED)
    picked.hold()
    assert not picked.is_live
    return picked


def test_who_starts_the_line_or_takes_a_picture_sees_what_comes(held, station):
    station.wentOn.emit()
    newest = make_inspection(number=2)
    station.show_live(newest)
    assert held.is_live
    assert held.inspection is newest


def test_who_chooses_another_source_sees_what_comes(held, station):
    station.choose_source(SourceSettings(address="other"))
    assert held.is_live


def test_other_settings_leave_a_held_picture_alone(held, station):
    station.change_settings(overlay_opacity=0.3)
    assert not held.is_live


def test_a_picture_that_is_held_while_the_line_runs_stays(held, station):
    for state in (RunState.RUNNING, RunState.WAITING, RunState.STOPPED):
        station.set_state(state)
    assert not held.is_live
