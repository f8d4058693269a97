"""Engines: five ways to decide, like houses in a row; the interpreter is the meaning, the others are held to it."""
