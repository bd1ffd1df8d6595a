"""What every training fits anew: n-grams of a message in its views, and a ridge over them."""
