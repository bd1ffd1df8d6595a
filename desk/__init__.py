"""The press desk's knowledge: facts, hours and cards, as pure functions."""
