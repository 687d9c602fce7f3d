import os
sink = os.open("/dev/null", os.O_WRONLY)
while True:
    os.write(sink, bytes(1 << 20))
