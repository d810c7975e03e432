"""The engine: pictures become features, distances, a heatmap and a verdict."""

import os

from spade_station.engine.memory import keep_few_pools

# Torch's worker threads must sleep while they wait: by default they spin, and on a busy machine,
# where window, camera and engine share the cores, a verdict then takes ten times as long
# (docs/performance.md). OpenMP reads this when torch is loaded, which comes after this line.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

keep_few_pools()
