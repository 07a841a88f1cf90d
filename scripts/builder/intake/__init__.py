"""What comes in from outside: exports of conference planners, tables, the issues of readers. Nothing here is believed."""
