"""Report: one file that opens from disk: the comparison or a policy, its pictures, its reasons, and who answers.

Enters: answers of the engine. Leaves: HTML, SVG and PNG. Promise: everything is written by Python from the decisions
themselves and nothing is derived in the browser; unknown is drawn as unknown; every picture has its table; the file
asks the network for nothing.
"""
