"""What a bank has to know of the backbone that made its rows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BackboneIdentity:
    """Name and version of a backbone.

    Parameters
    ----------
    name
        ``wide_resnet50_2``, ``resnet18`` or ``builtin``.
    sha256
        Of the weights file; for ``builtin`` the version of its filters.
    """

    name: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:8]})"
