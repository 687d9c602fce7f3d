# Keeps what the program holds: in a process that outlives it, or, with the argument "stay", in the program itself.
import os, sys, time

def stay():
    if os.fork() == 0:
        os.setsid()
        time.sleep(3600)
    print("left", flush=True)
    while sys.argv[1:] == ["stay"]:
        time.sleep(3600)
