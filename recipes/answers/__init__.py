"""Makes the answers' reader: which answer a message after an answer asks for."""
