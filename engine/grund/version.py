"""Version: that of the engine, which every record and every file that it writes names."""

__version__ = "0.2.0"
