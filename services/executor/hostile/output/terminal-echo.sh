# Types into its own terminal, which shows what is typed, and reads none of it.
while :; do printf 'x\n' > /dev/tty; done
