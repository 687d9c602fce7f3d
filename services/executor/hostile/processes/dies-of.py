# Ends by the signal whose name it is given, whatever the interpreter thinks of it.
import os, signal, sys
number = int(sys.argv[1])
if number not in (signal.SIGKILL, signal.SIGSTOP):
    signal.signal(number, signal.SIG_DFL)
os.kill(os.getpid(), number)
