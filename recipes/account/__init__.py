"""Makes what engine/understanding/account reads a case's account with (README.md)."""
