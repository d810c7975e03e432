"""The lamp goes, the part stays: nothing is invented, nothing saturated comes back."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import LightShape, WhiteReferenceUnfit
from spade_station.domain.imaging_settings import LightSettings
from spade_station.imaging.light import MOST_GAIN, Light, shrunk, smooth

SIZE = (240, 320)
EVEN = LightSettings(evening=25)
PICTURES = st.tuples(st.integers(1, 90), st.integers(1, 90)).flatmap(
    lambda size: arrays(np.uint8, (*size, 3))
)


def lamp(
    height: int, width: int, across: float = 0.4, down: float = 0.0
) -> npt.NDArray[np.float64]:
    """Draw a light that changes by this share either way, ``(H, W, 1)``."""
    y, x = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None, :]
    return (1 + across * x + down * y)[..., None]


def cloth(size: tuple[int, int] = SIZE) -> npt.NDArray[np.float64]:
    """Draw a reddish weave with grain, as if evenly lit."""
    y, x = np.mgrid[: size[0], : size[1]]
    weave = 100 + 18 * np.sin(x / 1.7) * np.cos(y / 2.3)
    grain = np.random.default_rng(1).normal(0, 3, size)
    return np.asarray((weave + grain)[..., None] * np.array([1.15, 1.0, 0.8]))


def taken(scene: npt.NDArray[np.float64]) -> Picture:
    return np.asarray(scene.round().clip(0, 255), np.uint8)


def paper(light: npt.NDArray[np.float64], white: float = 165, noise: float = 3) -> Picture:
    """Take a picture of white paper with a camera that has noise."""
    random = np.random.default_rng(2)
    shape = (*light.shape[:2], 3)
    return taken(white * light * np.array([1, 0.97, 0.9]) + random.normal(0, noise, shape))


def half_lit() -> npt.NDArray[np.float64]:
    """Draw a part's edge across a picture, which is no light."""
    light = np.ones((*SIZE, 1))
    light[: SIZE[0] // 2] = 0.4
    return light


def slopes(picture: Picture) -> tuple[float, float]:
    """Change of brightness from the middle to the border, across and down, as shares."""
    grey = picture.mean(axis=2)
    across, down = grey.mean(axis=0), grey.mean(axis=1)
    return tuple(  # type: ignore[return-value]
        float(np.polyfit(np.linspace(-1, 1, len(line)), line, 1)[0] / line.mean())
        for line in (across, down)
    )


@pytest.mark.parametrize("gradient", [(0.4, 0.0), (-0.4, 0.0), (0.0, 0.4), (0.2, -0.2)])
@pytest.mark.parametrize("size", [(240, 320), (301, 203), (96, 700)])
def test_a_gradient_goes(size: tuple[int, int], gradient: tuple[float, float]) -> None:
    light = lamp(*size, *gradient)
    picture = taken(cloth(size) * light)
    assert max(np.abs(slopes(picture))) > 0.15
    for corrected in (
        Light(LightSettings(), paper(light), None).corrected(picture),
        Light(EVEN, None, None).corrected(picture),
        Light(LightSettings(evening=80), None, None).corrected(picture),
    ):
        assert max(np.abs(slopes(corrected))) <= 0.03
        thirds = [part.mean() for part in np.array_split(corrected, 6, axis=1)]
        assert max(thirds) / min(thirds) < 1.03


def test_the_flat_field_gives_back_the_evenly_lit_part() -> None:
    light = lamp(*SIZE)
    found = Light(LightSettings(), paper(light), None).corrected(taken(cloth() * light))
    difference = found.astype(float) - (cloth() * 1.4).clip(0, 255)
    assert np.abs(difference).mean() < 1.5


def test_a_dark_level_is_taken_off_before() -> None:
    light = lamp(*SIZE)
    random = np.random.default_rng(5)
    dark = taken(random.normal(12, 2, (*SIZE, 3)))
    found = Light(LightSettings(), paper(light) + np.uint8(12), dark).corrected(
        taken(cloth() * light + 12)
    )
    difference = found.astype(float) - (cloth() * 1.4 * 255 / 243).clip(0, 255)
    assert np.abs(difference).mean() < 2
    black = Light(LightSettings(), None, dark).corrected(np.full((*SIZE, 3), 12, np.uint8))
    assert black.max() <= 1


def test_the_lamps_colour_is_evened_too_but_not_taken_off() -> None:
    light = np.concatenate([lamp(*SIZE), lamp(*SIZE, 0.0), lamp(*SIZE, -0.3)], axis=2)
    white = taken(150 * light)
    found = Light(LightSettings(), white, None).corrected(taken(110 * light))
    assert np.ptp(found, axis=(0, 1)).max() <= 3
    blue = taken(np.full((*SIZE, 3), [100.0, 120.0, 200.0]))
    assert np.array_equal(Light(LightSettings(), blue, None).corrected(blue), blue)


def test_dust_and_noise_of_the_reference_do_not_get_into_pictures() -> None:
    size = (480, 640)
    white = paper(lamp(*size, 0.0), 200, noise=4)
    for y, x in ((100, 100), (240, 400), (3, 600)):
        cv2.circle(white, (x, y), 5, (40, 40, 40), -1)
    flat = np.full((*size, 3), 120, np.uint8)
    found = Light(LightSettings(), white, None).corrected(flat)
    assert np.abs(found.astype(int) - 120).max() <= 2


@given(PICTURES, st.integers(70, 249))
@settings(max_examples=60, deadline=None)
def test_a_uniform_white_reference_changes_nothing(picture: Picture, grey: int) -> None:
    found = Light(LightSettings(), np.full_like(picture, grey), None).corrected(picture)
    assert np.abs(found.astype(int) - picture).max() <= 1


@given(
    PICTURES,
    st.floats(0, 100),
    st.floats(0, 10),
    st.sampled_from(["no reference", "white", "both", "dark"]),
)
@settings(max_examples=120, deadline=None)
def test_whatever_comes_stays_a_picture(
    picture: Picture, evening: float, contrast: float, with_: str
) -> None:
    before = picture.copy()
    picture.flags.writeable = False
    height, width = picture.shape[:2]
    white = taken(np.broadcast_to(160 * lamp(height, width), picture.shape))
    light = Light(
        LightSettings(evening=evening, contrast=contrast),
        white if with_ in ("white", "both") else None,
        np.full_like(picture, 9) if with_ in ("dark", "both") else None,
    )
    found = light.corrected(picture)
    assert found.shape == picture.shape
    assert found.dtype == np.uint8
    assert (found[before == 255] == 255).all()
    assert np.array_equal(picture, before)


def test_nothing_switched_on_gives_the_very_same_picture() -> None:
    picture = taken(cloth())
    assert Light(LightSettings(), None, None).corrected(picture) is picture


@pytest.mark.parametrize("grey", [0, 1, 77, 255])
@pytest.mark.parametrize("evening", [0.0, 5.0, 100.0])
def test_a_constant_picture_stays_as_it_is(grey: int, evening: float) -> None:
    picture = np.full((*SIZE, 3), grey, np.uint8)
    assert np.array_equal(
        Light(LightSettings(evening=evening), None, None).corrected(picture), picture
    )


@pytest.mark.parametrize("evening", [10, 25, 60, 100])
def test_evening_keeps_the_mean_and_the_colours(evening: float) -> None:
    picture = taken(cloth() * lamp(*SIZE, 0.3, 0.2))
    found = Light(LightSettings(evening=evening), None, None).corrected(picture)
    assert found.mean() == pytest.approx(picture.mean(), rel=0.01)
    ratios = [each[..., 0] / each[..., 2].clip(1) for each in (picture, found)]
    assert ratios[1].mean() == pytest.approx(ratios[0].mean(), rel=0.01)


def test_evening_leaves_what_is_smaller_than_its_share() -> None:
    scene = cloth()
    cv2.circle(scene, (160, 120), 9, (30, 30, 30), -1)
    even = Light(EVEN, None, None).corrected(taken(scene))
    assert even[115:125, 155:165].mean() < 40
    spread = np.std(even[:60].astype(float)) / np.std(scene[:60])
    assert spread == pytest.approx(1, abs=0.05)


def test_the_gain_is_bounded() -> None:
    picture = np.full((*SIZE, 3), 200, np.uint8)
    picture[:, :160] = 10
    found = Light(LightSettings(evening=5), None, None).corrected(picture).astype(float)
    gain = found / picture
    assert gain.max() <= MOST_GAIN + 0.1
    assert gain.min() >= 1 / MOST_GAIN - 0.01


def test_contrast_is_that_of_the_l_of_lab() -> None:
    picture = taken(cloth() * lamp(*SIZE, 0.3))
    found = Light(LightSettings(contrast=4), None, None).corrected(picture)
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(4.0, (8, 8)).apply(np.ascontiguousarray(lab[..., 0]))
    wanted = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    before = np.abs(picture.astype(float) - wanted).mean()
    assert before > 20
    assert np.abs(found.astype(float) - wanted).mean() < 0.25 * before


@pytest.mark.parametrize(
    ("white", "dark", "reason"),
    [
        (np.full((*SIZE, 3), 252, np.uint8), None, "overexposed"),
        (paper(lamp(*SIZE), 200), None, "overexposed"),
        (paper(lamp(*SIZE), 40), None, "too dark"),
        (np.zeros((*SIZE, 3), np.uint8), None, "too dark"),
        (paper(lamp(*SIZE, 0.8), 130, noise=1), None, "4 times"),
        (taken(cloth() * 1.5), None, "even surface"),
        (paper(half_lit()), None, "even surface"),
        (paper(lamp(*SIZE)), np.zeros((64, 64, 3), np.uint8), "another size"),
        (paper(lamp(*SIZE)), paper(lamp(*SIZE)), "not dark"),
        (paper(lamp(*SIZE), 80), np.full((*SIZE, 3), 60, np.uint8), "too dark"),
    ],
)
def test_an_unfit_reference_is_refused(white: Picture, dark: Picture | None, reason: str) -> None:
    with pytest.raises(WhiteReferenceUnfit, match=reason):
        Light(LightSettings(), white, dark)


def test_a_picture_of_another_size_is_refused() -> None:
    light = Light(LightSettings(), paper(lamp(*SIZE)), None)
    with pytest.raises(LightShape, match="200×100"):
        light.corrected(np.zeros((100, 200, 3), np.uint8))


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (37, 53)])
def test_smoothing_is_local_linear_regression(size: tuple[int, int]) -> None:
    plane = np.random.default_rng(4).uniform(0, 255, size).astype(np.float32)
    deviation = max(1.0, 0.1 * min(size))
    across = np.array([regression(row, deviation) for row in plane])
    wanted = np.array([regression(column, deviation) for column in across.T]).T
    assert np.abs(smooth(plane, 0.1) - wanted).max() < 0.05


def regression(values: npt.NDArray[np.float64], deviation: float) -> list[float]:
    """Fit a line around each place with weighted least squares; its value there."""
    places = np.arange(len(values))
    return [
        float(np.polyfit(places - at, values, min(1, len(values) - 1), w=weights)[-1])
        for at in places
        for weights in [np.exp(-0.25 * ((places - at) / deviation) ** 2)]
    ]


@given(st.integers(1, 900), st.integers(1, 900), st.integers(1, 300))
@settings(max_examples=40, deadline=None)
def test_shrunk_keeps_mean_and_aspect(height: int, width: int, short: int) -> None:
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: (height + 1) // 2] = 200
    found = shrunk(picture, short)
    assert min(found.shape[:2]) == min(short, height, width)
    assert abs(found.shape[0] * width - found.shape[1] * height) <= 2 * max(height, width)
    assert found.mean() == pytest.approx(picture.mean(), abs=2)
