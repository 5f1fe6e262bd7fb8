"""Tells wsgi-audit which process and which interpreter answer here.

Put it where the application's own script is (same virtual host, same WSGIScriptAlias options), for example as
    WSGIScriptAlias /wsgi-audit /srv/wsgi/wsgi-audit.wsgi
and name its URL in the inventory:
    observe: [http://www.example.org/wsgi-audit]
It changes nothing, and it answers requests from this host alone: the auditor asks through its SSH connection.
"""
import json
import os
import sys

LOCAL = ("127.0.0.1", "::1", "::ffff:127.0.0.1")


def mapped():
    """Python libraries in the memory of this process; None where there is no /proc."""
    try:
        with open("/proc/self/maps") as maps:
            paths = [line.split(None, 5)[5].strip() for line in maps if "/" in line]
    except Exception:
        return None
    return sorted(set(path for path in paths if "libpython" in path))


def answer(environ):
    return {
        "wsgi-audit": 1,
        "process_group": environ.get("mod_wsgi.process_group"),
        "application_group": environ.get("mod_wsgi.application_group"),
        "script_name": environ.get("mod_wsgi.script_name", environ.get("SCRIPT_NAME")),
        "script": environ.get("SCRIPT_FILENAME"),
        "server_name": environ.get("SERVER_NAME"),
        "mod_wsgi": ".".join(str(number) for number in environ.get("mod_wsgi.version", ())),
        "multithread": bool(environ.get("wsgi.multithread")),
        "multiprocess": bool(environ.get("wsgi.multiprocess")),
        "pid": os.getpid(),
        "parent": os.getppid(),
        "version": sys.version.split()[0],
        "prefix": sys.prefix,
        "base_prefix": getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix)),
        "path": list(sys.path),
        "mapped": mapped(),
    }


def application(environ, start_response):
    # A load balancer or proxy that runs on another machine is not us.
    if environ.get("REMOTE_ADDR") not in LOCAL + (environ.get("SERVER_ADDR"),):
        status, body = "403 Forbidden", b"only for requests from this host\n"
        kind = "text/plain"
    else:
        status, body = "200 OK", json.dumps(answer(environ)).encode("ascii")
        kind = "application/json"
    start_response(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]
