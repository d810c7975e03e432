"""Who is at the machine."""

import getpass


def user() -> str:
    """Give the name of the operating system's user, empty when it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
