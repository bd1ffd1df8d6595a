"""Makes models: fingerprints, trainings in the background, candidates, checks of new examples."""
