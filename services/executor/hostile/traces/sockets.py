import socket
from stay import stay
abstract = socket.socket(socket.AF_UNIX)
abstract.bind("\0trace")
abstract.listen()
servers = []
for address in ["127.0.0.1", "0.0.0.0"]:
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    server.bind((address, 8080))
    server.listen()
    servers.append(server)
# Closed from this side, it lingers in the tables of the network.
client = socket.create_connection(("127.0.0.1", 8080))
client.send(b"trace")
client.close()
datagrams = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
datagrams.bind(("::", 8080))
stay()
