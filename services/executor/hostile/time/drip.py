# Always just about to say something more.
import time
while True:
    print(".", end="", flush=True)
    time.sleep(0.02)
