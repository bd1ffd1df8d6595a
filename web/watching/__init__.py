"""What says how web is: to whoever starts it anew, sends it requests, or looks at its figures."""
