"""What the engine and web must agree on, each thing once; it imports neither."""
