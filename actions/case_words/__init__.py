"""What plain words tell of one case, beside what a reader took them for."""
