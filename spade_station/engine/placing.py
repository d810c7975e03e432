"""Placing: what was found on the aligned part, told in the camera's picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Box, Mask
from spade_station.domain.inspection import Heatmap, Region, Tolerance
from spade_station.domain.zone import Zone, ZoneKind
from spade_station.engine.cells import cells_of
from spade_station.engine.fusion import Heatmaps
from spade_station.imaging.pose import IDENTITY, Pose
from spade_station.imaging.preparing import Prepared
from spade_station.imaging.zones import corners_of

Size = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Heatmap, unjudged places and regions of a part, in the picture of the camera."""

    heatmap: Heatmap
    unjudged: Mask | None
    regions: tuple[Region, ...]


def placed_in_picture(
    heatmap: Heatmap,
    unjudged: Mask,
    regions: Sequence[Region],
    views: Heatmaps,
    part: Prepared,
) -> Placed:
    """Turn what was found as the part lies in the picture.

    On a sheet of several views the joined heat is laid upon each, and a region is told in the view
    in which it is hottest.

    Parameters
    ----------
    heatmap
        ``(h, w)``, of the aligned part, all views together.
    unjudged, views
        ``(views, h, w)``: what nothing judges of what each view shows, and the heat of each.
    """
    pose, size, count = part.pose, part.view_size, len(views)
    moved = []
    for region in regions:
        offset = _hottest_view(region, views, size) * size[1] if count > 1 else 0
        moved.append(_moved(region, pose, offset))
    hidden = unjudged
    if pose is not IDENTITY:
        heatmap = _turned(heatmap, pose, size, cv2.INTER_LINEAR, 0.0)
        hidden = np.stack([_turned_mask(each, pose, size) for each in unjudged])
    if count > 1:
        heatmap = np.tile(heatmap, (1, count))
    hidden = np.concatenate(hidden, axis=1)
    return Placed(heatmap, hidden if hidden.any() else None, tuple(moved))


def tolerances_in_picture(zones: Sequence[Zone], part: Prepared) -> tuple[Tolerance, ...]:
    """Tell where the tolerant zones of a part lie, in each of its views side by side."""
    height, width = part.view_size
    to_picture = part.pose.to_picture
    found = []
    for zone in zones:
        if zone.kind is not ZoneKind.TOLERANT:
            continue
        middles = corners_of(zone) * np.array([width, height]) - 0.5  # of pixels, as a pose has it
        lying = middles @ to_picture[:, :2].T + to_picture[:, 2] + 0.5
        for view in range(len(part.views)):
            outline = (lying + np.array([view * width, 0])).astype(np.float32)
            found.append(Tolerance(outline, zone.factor))
    return tuple(found)


def _hottest_view(region: Region, views: Heatmaps, size: Size) -> int:
    rows, columns = cells_of(region.box, size, (views.shape[1], views.shape[2]))
    part = np.nan_to_num(views[:, rows, columns])
    return int(part.reshape(len(views), -1).max(axis=1).argmax())


def box_on_part(box: Box, pose: Pose, view_size: Size) -> Box:
    """Tell where on the aligned part a box of the picture, in one of its views, lies."""
    x, y, width, height = box
    x %= view_size[1]
    if pose is IDENTITY:
        return x, y, width, height
    corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], float)
    back = cv2.invertAffineTransform(pose.to_picture)
    turned = np.round(corners @ back[:, :2].T + back[:, 2]).astype(np.int32)
    turned = np.clip(turned, 0, (view_size[1] - 1, view_size[0] - 1))
    left, top, wide, high = cv2.boundingRect(turned)
    return left, top, wide, high


def _moved(region: Region, pose: Pose, offset: int) -> Region:
    if pose is IDENTITY and not offset:
        return region
    points = region.contour.astype(np.float64)
    if pose is not IDENTITY:
        points = points @ pose.to_picture[:, :2].T + pose.to_picture[:, 2]
    contour = np.round(points + np.array([offset, 0])).astype(np.int32)
    x, y, width, height = cv2.boundingRect(contour)
    if pose is IDENTITY:
        x, y, width, height = region.box[0] + offset, *region.box[1:]
    return replace(region, contour=contour, box=(x, y, width, height))


def _turned_mask(unjudged: Mask, pose: Pose, view_size: Size) -> Mask:
    values = unjudged.astype(np.float32)
    return np.asarray(_turned(values, pose, view_size, cv2.INTER_NEAREST, 1.0) > 0)


def _turned(
    values: npt.NDArray[np.float32], pose: Pose, view_size: Size, way: int, outside: float
) -> npt.NDArray[np.float32]:
    height, width = values.shape
    to_pixels = np.diag([view_size[1] / width, view_size[0] / height, 1.0])
    # a cell's middle lies half a cell from its corner, in either grid
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    whole = np.vstack([pose.to_picture, [0, 0, 1]])
    to_pixel_middles = np.linalg.inv(half) @ to_pixels @ half
    turn = np.linalg.inv(to_pixel_middles) @ whole @ to_pixel_middles
    turned = cv2.warpAffine(values, turn[:2], (width, height), flags=way, borderValue=(outside,))
    return np.asarray(turned, np.float32)
