"""Picture files as bytes."""

import cv2
import numpy as np

from .fakes import noisy

SUFFIXES = [".png", ".jpg", ".bmp", ".tif", ".webp"]


def encoded(suffix: str, pixels: np.ndarray, *options: int) -> bytes:
    if suffix == ".webp" and not options:
        options = (cv2.IMWRITE_WEBP_QUALITY, 101)  # beyond 100 means without loss
    done, data = cv2.imencode(suffix, pixels, options)
    assert done
    return data.tobytes()


def scene(height: int = 120, width: int = 160) -> np.ndarray:
    return cv2.GaussianBlur(noisy(3, height, width), (9, 9), 3)
