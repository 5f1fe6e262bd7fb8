import json
import sys


def application(environ, start_response):
    body = json.dumps({
        "process_group": environ["mod_wsgi.process_group"],
        "application_group": environ["mod_wsgi.application_group"],
        "multithread": environ["wsgi.multithread"],
        "multiprocess": environ["wsgi.multiprocess"],
        "script": environ["SCRIPT_FILENAME"],
        "script_name": environ["SCRIPT_NAME"],
        "prefix": sys.prefix,
    }).encode("utf-8")
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
