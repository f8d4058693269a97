"""Analysis: one question of the decisions a file or folder, from a comparison to a proof."""
