while :; do no-such-command; done
