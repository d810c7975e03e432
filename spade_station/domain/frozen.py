"""The base of every group of settings."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A group of settings that never changes; a changed one is another."""

    model_config = ConfigDict(frozen=True, extra="forbid")
