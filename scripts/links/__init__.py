"""Asks whether the addresses outside that the record names still open. The one room that goes out; no build needs it."""
