"""How areas are marked on a picture, in the window and in what is saved alike.

Hatched is what nobody judged; a dashed and dotted outline is around what is judged less strictly.
"""

SHADE = (20, 20, 24, 150)
"""Red, green, blue and alpha over all of what is not judged."""
STRIPE = (214, 95, 192, 190)
STRIPES = 12
"""Pixels from one stripe to the next, in the size in which the picture is seen."""
STRIPE_WIDTH = 2

TOLERANT = (240, 168, 24)
