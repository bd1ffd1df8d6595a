"""The trainers' guide, where one stands."""
