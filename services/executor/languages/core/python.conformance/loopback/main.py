import http.server
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor

BODY = b"x" * 100_000


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/"
with ThreadPoolExecutor(10) as pool:
    print(sum(pool.map(lambda _: len(urllib.request.urlopen(address).read()), range(50))))
