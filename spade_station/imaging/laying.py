"""A part whose pose is known is laid upon the reference."""

import cv2
import numpy as np

from spade_station.domain.frame import Mask, Picture
from spade_station.imaging.pose import Pose
from spade_station.imaging.refinement import seen_of


def laid(picture: Picture, pose: Pose, beyond: Picture) -> tuple[Picture, Mask]:
    """Lay the part of a picture ``(H, W, 3)`` upon the reference.

    Parameters
    ----------
    pose
        In pixels of the picture.
    beyond
        The reference in the same view and light, ``(H, W, 3)``: shown where the camera saw
        nothing. Not judged, but the network looks at the surroundings of every place, and
        anything else there (a mirror image, say) makes good parts look unlike each other.

    Returns
    -------
    tuple
        The picture as it would be with the part in place, ``(H, W, 3)``; and where the camera
        saw nothing, ``(H, W)``.
    """
    height, width = beyond.shape[:2]
    there = cv2.warpAffine(
        cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA),  # four channels take half the time of three
        pose.to_picture,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REFLECT_101,
    )
    shown = np.asarray(cv2.cvtColor(there, cv2.COLOR_RGBA2RGB), np.uint8)
    unseen = seen_of(picture.shape[:2], pose.to_picture, (width, height)) == 0
    return np.asarray(cv2.copyTo(beyond, unseen.view(np.uint8), shown), np.uint8), unseen


def mask_laid(mask: Mask, pose: Pose) -> Mask:
    """Lay a mask ``(H, W)`` as its picture is laid; what only grazes a pixel counts."""
    height, width = mask.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    marks = mask.astype(np.uint8) * 255
    return np.asarray(cv2.warpAffine(marks, pose.to_picture, (width, height), flags=flags) > 0)
