"""What a comparison of two models says, which the engine makes and web shows."""
