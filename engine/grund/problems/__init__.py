"""Problems: an error is data, with a code, a sentence, a place and a cure."""
