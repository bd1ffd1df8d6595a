"""What journalists have asked and got no answer to: the page of open questions."""
