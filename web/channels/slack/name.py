"""What the channel is called: where conversations are stored, and to trainers."""

CHANNEL, TITLE = "slack", "Slack"
