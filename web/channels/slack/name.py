"""What the channel is called: in the code and the database, and for people."""

CHANNEL, TITLE = "slack", "Slack"
