echo before
no-such-command
