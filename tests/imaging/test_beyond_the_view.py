"""What of a part that lies elsewhere is shown to the network."""

import numpy as np

from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.imaging.preparing import Preparation
from spade_station.imaging.references import References
from spade_station.imaging.sheet import sheet_of
from tests.imaging.posed import moved, pose_of, texture

SIZE = (240, 320)
VIEWS = (texture(SIZE, 1), texture(SIZE, 2))


def aligning(views: int, evening: float = 0.0) -> Preparation:
    settings = ImagingSettings.model_validate(
        {
            "alignment": {"mode": "feature", "turn": 10},
            "views": {"count": views},
            "light": {"evening": evening},
        }
    )
    return Preparation(settings, References(part=sheet_of(VIEWS[:views])), 224)


def test_beyond_the_cameras_view_each_view_shows_the_reference() -> None:
    preparation = aligning(2)
    pose = pose_of(VIEWS[0], 6.0, (25.0, -14.0))
    shown = sheet_of([moved(view, pose, (0, 0, 0)) for view in VIEWS])
    part = preparation.lay(preparation.light(shown))
    assert part.unseen is not None
    assert 0.1 < part.unseen.mean() < 0.4
    for laid, reference in zip(part.views, VIEWS, strict=True):
        assert np.array_equal(laid[part.unseen], reference[part.unseen])
        assert not np.array_equal(laid[~part.unseen], reference[~part.unseen])


def test_it_shows_it_in_the_corrected_light() -> None:
    preparation = aligning(1, evening=50)
    corrected = preparation.light(VIEWS[0]).views[0]
    shown = moved(VIEWS[0], pose_of(VIEWS[0], 0.0, (25.0, 0.0)), (0, 0, 0))
    part = preparation.lay(preparation.light(shown))
    assert part.unseen is not None
    assert not np.array_equal(corrected, VIEWS[0])
    assert np.array_equal(part.views[0][part.unseen], corrected[part.unseen])


def test_the_reference_beyond_the_view_is_not_judged() -> None:
    shown = moved(VIEWS[0], pose_of(VIEWS[0], 0.0, (25.0, 0.0)))
    prepared = aligning(1).prepare(shown)
    hidden = prepared.unjudged(0)
    assert hidden is not None
    assert hidden[:, -10:].all()
    assert not hidden[:, : hidden.shape[1] // 2].any()
