"""Commands: one function a command, a room for each kind of work."""
