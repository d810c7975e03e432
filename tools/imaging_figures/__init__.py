"""What `tools/measure_imaging.py` measures, one file a table."""
