"""New records as files: their ids, their place, their text, and what would be wrong with them before anything is written."""
