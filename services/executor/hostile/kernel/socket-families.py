# Prints every kind of socket it can have.
import socket
for family in range(64):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for protocol in (0, 1, 6, 9, 12, 15, 17, 33, 132, 136, 255, 262):
            try:
                socket.socket(family, kind, protocol).close()
                print(family, kind, protocol)
            except OSError:
                pass
