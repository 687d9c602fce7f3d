# Gives up its terminal, ignores that, and goes on.
import fcntl, os, signal, termios, time
signal.signal(signal.SIGHUP, signal.SIG_IGN)
fcntl.ioctl(0, termios.TIOCNOTTY)
for descriptor in (0, 1, 2):
    os.close(descriptor)
time.sleep(3600)
