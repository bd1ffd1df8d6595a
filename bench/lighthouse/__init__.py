"""What Lighthouse gives the public pages, on a phone and on a desktop: `make lighthouse`."""
