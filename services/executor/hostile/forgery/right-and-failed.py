# The right answer, and a wrong end.
import os, signal, sys
print("right", flush=True)
if sys.argv[1] == "signal":
    os.kill(os.getpid(), signal.SIGKILL)
sys.exit(int(sys.argv[1]))
