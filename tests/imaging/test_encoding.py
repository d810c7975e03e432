import cv2
import numpy as np
import pytest

from spade_station.imaging.encoding import encoded


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_picture_comes_back_and_opencv_has_nothing_to_warn_of(
    suffix: str, capfd: pytest.CaptureFixture[str]
) -> None:
    ramp = np.linspace(0, 255, 64, dtype=np.uint8)
    picture = np.stack([np.tile(ramp, (48, 1))] * 3, axis=-1)
    data = np.frombuffer(encoded(picture, suffix), np.uint8)
    back = cv2.cvtColor(cv2.imdecode(data, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    assert np.abs(back.astype(int) - picture).max() <= (0 if suffix == ".png" else 12)
    assert capfd.readouterr().err == ""
