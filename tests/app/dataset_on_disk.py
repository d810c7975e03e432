"""A tiny data set in MVTec AD layout."""

from pathlib import Path

import numpy as np

from .parts import bad_picture, good_picture, write_picture, write_pictures

SQUARE = (slice(36, 60), slice(54, 74))


def make_dataset(
    folder: Path,
    train: int = 6,
    good: int = 2,
    bad: int = 2,
    kinds: tuple[str, ...] = ("dent",),
    masks: bool = True,
) -> Path:
    write_pictures(folder / "train" / "good", [good_picture(seed) for seed in range(train)])
    write_pictures(folder / "test" / "good", [good_picture(100 + seed) for seed in range(good)])
    drawn = np.zeros((96, 128, 3), np.uint8)
    drawn[SQUARE] = 255
    for kind in kinds:
        pictures = [bad_picture(200 + seed) for seed in range(bad)]
        write_pictures(folder / "test" / kind, pictures)
        for number in range(bad if masks else 0):
            write_picture(folder / "ground_truth" / kind / f"{number:03d}_mask.png", drawn)
    return folder
