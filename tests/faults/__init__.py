"""The table of faults, with real parts under load: `make faults`."""
