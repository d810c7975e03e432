"""SPADE Station: learns what good parts look like and shows, live, where a part is not good."""

import os

__version__ = "0.1.0"

# Threads that wait must sleep. By default those of torch and numpy spin, and take from window,
# camera and engine the cores that they share: after a few small products of numpy's, as an
# alignment has, a verdict took half as long again (docs/performance.md). The libraries read this
# when they are loaded, which comes after this line. What numpy multiplies here is too small for
# two cores.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
