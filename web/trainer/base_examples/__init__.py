"""The examples that come with the bot, in data/nlu: searched, compared, and mended by a patch."""
