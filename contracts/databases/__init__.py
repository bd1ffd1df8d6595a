"""How engine and web alike reach the database that they share."""
