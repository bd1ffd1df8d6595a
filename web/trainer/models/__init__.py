"""Training, comparing, releasing and undoing."""
