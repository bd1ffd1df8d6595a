"""Several engines and webs, as they run on several machines: what they carry, and for how long."""
