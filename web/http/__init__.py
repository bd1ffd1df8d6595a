"""What every request meets before a page: its size, its sender, its headers, its refusals."""
