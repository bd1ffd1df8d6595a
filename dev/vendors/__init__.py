"""What Slack and Teams show of the bot, as pictures: their forms of a message drawn as HTML."""
