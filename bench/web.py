"""Debian's nginx as somebody to compare with: a file server, and a proxy before it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from plaza.ports import free_base, is_free

from bench.server import Server, end, spawn, wait_until

first_port = 29_000

# As many processes as our gateway has workers, everything off that costs.
configuration = """{user}
worker_processes 2;
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  keepalive_requests 1000000000;
  open_file_cache max=64;
  default_type application/json;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream files {{ server 127.0.0.1:{port}; keepalive 64; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{port};
    root {folder}/files;
    location = /api/v2/spans {{ return 202; }}
  }}
  server {{
    listen 127.0.0.1:{proxy_port};
    location / {{ proxy_pass http://files; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


def start_nginx(folder: Path) -> Server:
    """Serves folder/files on its port, and the same through proxy_pass on the next one."""
    port = free_base(first_port)
    (folder / "files").mkdir(parents=True, exist_ok=True)
    file = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    file.write_text(configuration.format(user=user, folder=folder, port=port, proxy_port=port + 1))
    process = spawn(["/usr/sbin/nginx", "-e", "stderr", "-p", f"{folder}/", "-c", file], folder / "nginx.log")
    wait_until(lambda: not is_free(port + 1), "nginx")
    return Server("nginx", port, lambda: {process.pid}, lambda: end(process, signal.SIGQUIT))
