"""Runtimes: what computes the network. One file each, behind `protocol.Runtime`."""
