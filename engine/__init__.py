"""What runs inside Rasa: understanding and deciding."""

from engine.rasa_patches import make_importable

# Here and not in each entry point: whatever of the engine is imported first, Rasa comes after.
make_importable()
