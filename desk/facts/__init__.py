"""The facts of the press service: their model, their file, how it is edited and kept live."""
