"""The trainers' pages: read, correct, train, compare, release, undo."""

# Every page of theirs stands under this path; routes.py has them all.
AREA = "/trana"
