# As many connections as a program may have, and each of them works.
import socket
server = socket.create_server(("127.0.0.1", 0), backlog=128)
pairs = []
for number in range(100):
    client = socket.create_connection(server.getsockname())
    pairs.append((client, server.accept()[0]))
for client, other in pairs:
    client.sendall(b"x" * 1000)
print(sum(len(other.recv(1000, socket.MSG_WAITALL)) for client, other in pairs))
