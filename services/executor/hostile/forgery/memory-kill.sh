# Looks like a kill for memory: 128 + SIGKILL, and the words of the shell.
echo 'Killed' >&2
echo 'java.lang.OutOfMemoryError: Java heap space' >&2
exit 137
