"""What an engine that is measured asks for, and the load gives it."""

ENGINE_TOKEN = "bench"
