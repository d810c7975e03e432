"""What `tools/measure_imaging.py` measures, one file a table."""

import spade_station  # noqa: F401 - before numpy: it says how threads wait
