"""The app installed by OAuth, in any number of workspaces and organisations, a token for each."""
