"""The site while it is written: one page at a time, made when it is asked for, so that no page can be stale."""
