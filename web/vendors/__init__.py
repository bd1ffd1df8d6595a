"""What is said in the channels of vendors, whose writers see nothing but messages."""
