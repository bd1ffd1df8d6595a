"""The engine's process: answers, stores conversations masked, serves the released model."""
