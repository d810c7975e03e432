"""What a product may be called: its name is that of a folder, on any system."""

import re

NAME = re.compile(r"[\w][\w .\-]{0,59}", re.UNICODE)
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""What Windows takes for a device, with any suffix; a home may be carried there."""


def can_be_a_file(name: str) -> bool:
    """Whether a folder can have this name."""
    is_free = not name.endswith((" ", ".")) and not DEVICE.fullmatch(name)
    return is_free and NAME.fullmatch(name) is not None
