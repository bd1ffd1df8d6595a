"""How fast the trainers' pages open with a hundred thousand messages stored."""
