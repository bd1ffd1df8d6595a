"""What trainers have taught and kept as tests."""
