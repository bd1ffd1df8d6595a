"""What runs inside Rasa: understanding and deciding."""

from engine import library_settings
from engine.rasa_patches import make_importable

# Here and not in each entry point: whatever of the engine is imported first, Rasa and the other
# libraries come after.
library_settings.apply()
make_importable()
