# Stops the flow of its own terminal, and then wants to say something.
import os, termios
termios.tcflow(1, termios.TCOOFF)
while True:
    os.write(1, b"anybody there?\n")
