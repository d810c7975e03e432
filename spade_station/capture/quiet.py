"""Keeps OpenCV from talking to the operator's terminal."""

import os

import cv2


def quiet_opencv() -> None:
    """Silence OpenCV's own log on stderr: our errors say the same, and say what to do.

    Whoever looks for a fault in a driver sets ``OPENCV_LOG_LEVEL`` and reads everything again.
    The level belongs to the process and is only ever set to this one value, so that it does not
    matter which thread calls first. (libpng and FFmpeg print some lines past OpenCV's log.)
    """
    if "OPENCV_LOG_LEVEL" not in os.environ:
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
