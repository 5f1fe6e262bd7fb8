import json
import os
import sys


def umask():
    now = os.umask(0)
    os.umask(now)
    return now


def jail():
    try:
        with open("/jail") as file:
            return file.read()
    except IOError:
        return ""


def application(environ, start_response):
    body = json.dumps({
        "process_group": environ["mod_wsgi.process_group"],
        "application_group": environ["mod_wsgi.application_group"],
        "multithread": environ["wsgi.multithread"],
        "multiprocess": environ["wsgi.multiprocess"],
        "script": environ["SCRIPT_FILENAME"],
        "script_name": environ["SCRIPT_NAME"],
        "prefix": sys.prefix,
        "uid": os.getuid(),
        "gid": os.getgid(),
        "groups": sorted(set(os.getgroups())),
        "umask": umask(),
        "jail": jail(),
    }).encode("utf-8")
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
