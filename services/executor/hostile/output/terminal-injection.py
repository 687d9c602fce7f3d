# Types for whoever reads its terminal next, and wants more from it than a program may have.
import fcntl, os, termios
terminal = os.open("/dev/tty", os.O_RDWR)
attributes = termios.tcgetattr(terminal)
attributes[3] &= ~termios.ECHO
termios.tcsetattr(terminal, termios.TCSANOW, attributes)
TIOCLINUX, N_GSM = 0x541C, b"\x15\0\0\0"
for name, request, argument in [("input", termios.TIOCSTI, b"x"), ("console", termios.TIOCCONS, 0), ("discipline", termios.TIOCSETD, N_GSM), ("paste", TIOCLINUX, b"\3")]:
    try:
        fcntl.ioctl(terminal, request, argument)
        # Its own input is nobody else's: whether the kernel lets it type there does not matter.
        if name != "input":
            print(name)
    except OSError:
        pass
