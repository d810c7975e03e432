"""SPADE Station: learns what good parts look like and shows, live, where a part is not good."""

__version__ = "0.1.0"
