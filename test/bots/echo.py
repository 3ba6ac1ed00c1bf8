"""A WeChat bot in Python's standard library: checks the signature, answers the URL check, echoes texts.

Environment: PORT, WECHAT_TOKEN; DELAY holds every answer for so many seconds; STATUS
answers every message with that status.
"""

import hashlib
import hmac
import os
import re
import sys
import time
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = os.environ["WECHAT_TOKEN"]
STATUS = int(os.environ.get("STATUS", "200"))
DELAY = float(os.environ.get("DELAY", "0"))
REPLY = (
    "<xml><ToUserName><![CDATA[{user}]]></ToUserName><FromUserName><![CDATA[{account}]]></FromUserName>"
    "<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content></xml>"
)


def is_genuine(query):
    """The signature is the SHA-1 of token, timestamp and nonce, sorted and joined."""
    parts = sorted([TOKEN, query.get("timestamp", ""), query.get("nonce", "")])
    expected = hashlib.sha1("".join(parts).encode()).hexdigest()
    return hmac.compare_digest(expected, query.get("signature", ""))


class Bot(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def query(self):
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def do_GET(self):
        query = self.query()
        self.answer(200, query.get("echostr", "")) if is_genuine(query) else self.answer(403, "")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if not is_genuine(self.query()):
            return self.answer(403, "")
        # Users type control characters, which XML forbids and WeChat passes on.
        body = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", body)
        message = {element.tag: element.text or "" for element in ET.fromstring(body)}
        time.sleep(DELAY)
        if STATUS != 200:
            return self.answer(STATUS, "")
        if message.get("MsgType") != "text":
            return self.answer(200, "success")
        self.answer(
            200,
            REPLY.format(
                user=message["FromUserName"],
                account=message["ToUserName"],
                now=int(time.time()),
                text="你说的是：" + message["Content"].replace("]]>", "]]]]><![CDATA[>"),
            ),
        )

    def log_message(self, format, *args):
        print("bot:", format % args, flush=True)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Bot)
    print("echo bot ready on port", server.server_address[1], flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)
