"""Says what is true of the process and the interpreter that answer: the tests compare the audit with it."""
import json
import os
import sys
import threading

KEYS = ("mod_wsgi.version", "mod_wsgi.process_group", "mod_wsgi.application_group",
        "mod_wsgi.script_name", "wsgi.multithread", "wsgi.multiprocess")


def mapped(name):
    with open("/proc/self/maps") as maps:
        return sorted({line.split(None, 5)[5].strip() for line in maps if name in line})


def application(environ, start_response):
    truth = {key: environ.get(key) for key in KEYS}
    truth.update({"sys." + key: getattr(sys, key) for key in ("version", "prefix", "base_prefix", "path")})
    truth.update({
        "sys.version_info": list(sys.version_info[:3]),
        "pid": os.getpid(),
        "uid": os.getuid(),
        "threads": sum(1 for _ in os.listdir("/proc/self/task")),
        "python_threads": threading.active_count(),
        "ld_library_path": os.environ.get("LD_LIBRARY_PATH", ""),
        "mapped.libpython": mapped("libpython"),
        "mapped.mod_wsgi": mapped("mod_wsgi"),
    })
    body = json.dumps(truth, indent=1, sort_keys=True).encode("utf-8")
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
