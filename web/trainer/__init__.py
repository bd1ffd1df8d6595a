"""The trainers' pages, under /trana: read, correct, train, compare, release, undo."""
