"""A production line that needs no camera: three products, drawn part by part from a seed."""

from spade_station.capture.demo_line.render import (
    PRODUCTS,
    decide_defect,
    defect_kinds,
    demo_part,
    render_part,
)
from spade_station.capture.demo_line.staging import Staging

__all__ = ["PRODUCTS", "Staging", "decide_defect", "defect_kinds", "demo_part", "render_part"]
