import numpy as np

from spade_station.domain.heat_colours import LIMIT, START, TABLE, TOP, indices


def colours_of(*values: float) -> np.ndarray:
    return TABLE[indices(np.array(values, np.float32))]


def test_nothing_is_shown_below_the_start_and_all_of_it_from_the_limit_on() -> None:
    opacity = colours_of(0, START / 2, START, LIMIT, TOP)[:, 3]

    assert opacity[:2].tolist() == [0, 0]
    assert opacity[2] <= 3
    assert (opacity[3:] >= 253).all()


def test_hotter_is_brighter() -> None:
    shown = colours_of(*np.linspace(START, TOP, 64)).astype(float)
    brightness = shown[:, :3] @ [0.2126, 0.7152, 0.0722]

    assert (np.diff(brightness) >= 0).all()
    assert brightness[-1] > brightness[0] + 150


def test_what_is_beyond_the_scale_or_no_number_is_hottest() -> None:
    hottest = indices(np.array([TOP, 1e30, np.inf, np.nan], np.float32))

    assert hottest.tolist() == [255] * 4
    assert indices(np.array([-1, -np.inf], np.float32)).tolist() == [0, 0]
