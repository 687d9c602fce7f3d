import os
if os.fork() == 0:
    os.setsid()
    with open("log.txt", "ab", buffering=0) as file:
        while True:
            file.write(b"more")
print("growing")
