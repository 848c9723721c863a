# The plainest server of Python: http.server, a thread for each connection. Prints its port.
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Greeting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self):
        name = json.loads(self.rfile.read(int(self.headers["content-length"])))
        body = json.dumps({"greeting": f"Hello, {name}!", "from": "Python"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024


server = Server(("127.0.0.1", 0), Greeting)
print(server.server_port, flush=True)
server.serve_forever()
