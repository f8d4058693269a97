"""Model: the frozen nouns that everything is made of, with exact arithmetic, ranking and apportionment."""
