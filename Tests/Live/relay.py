"""A relay on loopback that writes down what passes: which endpoints are called, and how they answer."""
import collections
import http.client
import http.server
import re
import threading
import time
import urllib.parse

# Parts of an address that name one thing of many: ids, aliases, transactions of the bot and of the homeserver.
ONE_OF_MANY = re.compile(r"^([!$@#].*|b[0-9a-z]{20,26}|[0-9]+)$")


class Relay:
    """Passes requests on to a port, and counts them by method and endpoint, with their statuses."""

    def __init__(self, target, port=0):
        self.target = target
        self.calls = collections.Counter()
        self.statuses = collections.Counter()
        self.lock = threading.Lock()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), self.handler())
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def note(self, method, path, status):
        with self.lock:
            self.calls[f"{method} {endpoint(path)}"] += 1
            self.statuses[(endpoint(path), status)] += 1

    def count(self, part, status):
        """How many calls of an endpoint with this in its address were answered so; any endpoint for ''."""
        return sum(number for (place, code), number in self.statuses.items() if part in place and code == status)

    def handler(relay):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection", "accept-encoding")}
                connection = http.client.HTTPConnection("127.0.0.1", relay.target, timeout=90)
                try:
                    connection.request(self.command, self.path, body, headers)
                    answer = connection.getresponse()
                    data = answer.read()
                    status, fields = answer.status, answer.getheaders()
                except (OSError, http.client.HTTPException):
                    # As a reverse proxy does when what it stands before is down.
                    status, fields, data = 502, [], b""
                finally:
                    connection.close()
                relay.note(self.command, self.path, status)
                try:
                    self.send_response(status)
                    for name, value in fields:
                        if name.lower() in ("content-type", "retry-after"):
                            self.send_header(name, value)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    # The bot was killed while it waited.
                    self.close_connection = True

            do_GET = do_PUT = do_POST = do_DELETE = pass_on

        return Handler


def endpoint(path):
    """The address without its query and without what names one thing of many."""
    parts = [urllib.parse.unquote(part) for part in path.split("?")[0].split("/")]
    parts = ["{}" if ONE_OF_MANY.match(part) else part for part in parts]
    return "/".join(parts)
