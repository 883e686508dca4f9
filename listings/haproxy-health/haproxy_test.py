"""HAProxy with haproxy.cfg in front of two servers, one of which goes and comes back."""

import csv
import http.server
import io
import os
import socket
import subprocess
import threading
import time
import unittest
import urllib.request


class Server(http.server.ThreadingHTTPServer):
    """Answers each request with its name."""

    def __init__(self, name, port=0):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                healthy = self.server.healthy or self.path != "/health"
                self.send_response(200 if healthy else 503)
                self.send_header("Content-Length", str(len(name)))
                self.end_headers()
                self.wfile.write(name.encode())

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", port), Handler)
        self.healthy = True
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self):
        self.shutdown()
        self.server_close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def get(port, path="/"):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()


class HaproxyTest(unittest.TestCase):
    def setUp(self):
        self.a, self.b = Server("a"), Server("b")
        self.addCleanup(self.a.stop)
        self.addCleanup(lambda: self.b.stop())
        self.entrance, self.status = free_port(), free_port()
        addresses = {
            "ENTRANCE": self.entrance,
            "STATUS": self.status,
            "SERVER_A": self.a.server_port,
            "SERVER_B": self.b.server_port,
        }
        addresses = {name: f"127.0.0.1:{port}" for name, port in addresses.items()}
        haproxy = subprocess.Popen(["haproxy", "-db", "-f", "haproxy.cfg"], env=os.environ | addresses)
        self.addCleanup(haproxy.wait)
        self.addCleanup(haproxy.kill)
        self.until(lambda: self.state("a")["check_status"] == "L7OK")
        self.until(lambda: self.state("b")["check_status"] == "L7OK")

    def until(self, condition, seconds=15):
        deadline = time.monotonic() + seconds
        while True:
            try:
                if condition():
                    return
            except OSError:
                pass  # It does not listen yet.
            self.assertLess(time.monotonic(), deadline, "it did not happen in time")
            time.sleep(0.02)

    def state(self, server):
        rows = csv.DictReader(io.StringIO(get(self.status, "/;csv").removeprefix("# ")))
        return next(row for row in rows if row["pxname"] == "shop" and row["svname"] == server)

    def answers(self, count):
        return [get(self.entrance) for _ in range(count)]

    def test_requests_go_to_both_in_turn(self):
        answers = self.answers(20)
        self.assertEqual((answers.count("a"), answers.count("b")), (10, 10))

    def test_no_request_is_lost_when_a_server_goes_and_it_comes_back_slowly(self):
        self.b.stop()
        # Its checks have not failed twice yet: what does not reach b goes to a.
        self.assertEqual(set(self.answers(20)), {"a"})
        self.until(lambda: self.state("b")["status"] == "DOWN")
        self.assertEqual(set(self.answers(20)), {"a"})

        self.b = Server("b", self.b.server_port)
        self.until(lambda: self.state("b")["status"].startswith("UP"))
        answers = self.answers(40)
        self.assertLess(answers.count("b"), 10)
        self.assertGreater(answers.count("a"), 30)
        self.until(lambda: "b" in self.answers(20))

    def test_a_server_that_says_it_is_ill_gets_no_requests(self):
        self.b.healthy = False
        self.until(lambda: self.state("b")["status"] == "DOWN")
        self.assertEqual(set(self.answers(20)), {"a"})
