"""A local web server for crawls: nginx if installed, otherwise a small one of our own."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.harness.rounds import ROOT

CONFIGURATION = """
worker_processes 1;
error_log stderr warn;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    types {{ text/html html; }}
    charset utf-8;
    access_log off;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}; root {root}; etag off; keepalive_requests 100000; }}
}}
"""
LONGEST_START = 10.0  # seconds


def server_name() -> str:
    """Return the name of the server, for the results."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        return "our own static server (nginx is not installed)"
    reported = subprocess.run([nginx, "-v"], capture_output=True, text=True, check=False).stderr
    return reported.strip().rpartition(": ")[2]


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve the files of `root` while the block runs; yields `127.0.0.1:PORT`."""
    port = _free_port()
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.harness.serving", str(root), str(port)]
        if nginx is not None:
            file = Path(folder) / "nginx.conf"
            file.write_text(CONFIGURATION.format(folder=folder, port=port, root=root.resolve()), "utf-8")
            command = [nginx, "-p", folder, "-c", str(file), "-g", "daemon off;"]
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=LONGEST_START)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise TimeoutError(f"no server on port {port} after {LONGEST_START} s")


async def _serve(root: Path, port: int) -> None:
    """Answer GET requests from memory, at a few thousand pages per second."""
    answers = {f"/{file.name}": _answer("200 OK", file.read_bytes()) for file in root.iterdir()}
    missing = _answer("404 Not Found", b"not here")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionResetError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(answers.get(head.split(b" ", 2)[1].decode(), missing))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    await server.serve_forever()


def _answer(status: str, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
