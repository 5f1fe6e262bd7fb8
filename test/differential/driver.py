"""Runs configurations in a throw-away container: a real server for each, asked at every entry point.

Reads jobs (JSON, one a line) from the file in argv[1]; prints an answer (JSON, one a line) for each. The auditor's
script, in argv[2], runs while the server does.
"""
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

HTTPD = "/usr/sbin/apache2"
MOD_INFO = "/usr/lib/apache2/modules/mod_info.so"
CLEAN = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def masters():
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % entry) as stat:
                # A container's first process may leave the dead unburied.
                if stat.read().partition("(apache2) ")[2][:1] not in ("", "Z"):
                    found.append(int(entry))
        except OSError:
            pass
    return found


def end_all():
    """SIGKILL: an orderly end takes a second for each daemon group."""
    deadline = time.time() + 10
    while masters() and time.time() < deadline:
        for pid in masters():
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        time.sleep(0.02)


def ask(port, host, url, timeout=4):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as link:
            link.settimeout(timeout)
            link.sendall(("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % (url, host)).encode())
            data = b""
            while True:
                chunk = link.recv(65536)
                if not chunk:
                    break
                data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        return {"status": int(head.split()[1]), "body": unchunked(head, body)}
    except (OSError, IndexError, ValueError) as error:
        return {"status": 0, "body": str(error)}


def unchunked(head, body):
    if b"chunked" in head.lower():
        body = b"".join(part for index, part in enumerate(body.split(b"\r\n")) if index % 2)
    return body.decode("utf-8", "replace")


def listening(port):
    deadline = time.time() + 10
    while time.time() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            time.sleep(0.02)
    return False


def audit(script):
    """The script lives as long as its standard input does."""
    child = subprocess.Popen(["sh", "-s"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=CLEAN)
    child.stdin.write(script)
    child.stdin.flush()
    out, err = open("/tmp/out", "wb"), open("/tmp/err", "wb")
    readers = [threading.Thread(target=lambda s, t: t.write(s.read()), args=pair)
               for pair in ((child.stdout, out), (child.stderr, err))]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    child.stdin.close()
    child.wait()
    out.close(), err.close()
    with open("/tmp/out", "rb") as one, open("/tmp/err", "rb") as other:
        return one.read().decode("latin1"), other.read().decode("latin1")


def run(arguments):
    """To a file: a pipe would stay open as long as any process of the server does."""
    with open("/tmp/complaint", "w+b") as file:
        code = subprocess.call([HTTPD] + arguments, stdin=subprocess.DEVNULL, stdout=file, stderr=file, env=CLEAN)
        file.seek(0)
        return code, file.read().decode("utf-8", "replace")


def play(job, script):
    for path, text in job["files"].items():
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
    arguments = ["-f", job["main"]] + job["arguments"]
    code, complaint = run(["-t"] + arguments)
    if code != 0:
        return {"valid": False, "complaint": complaint}
    code, complaint = run(["-k", "start"] + arguments)
    if code != 0 or not listening(job["requests"][0]["port"]):
        return {"valid": False, "complaint": "did not start: " + complaint}
    if job["blind"]:
        os.rename(MOD_INFO, MOD_INFO + ".away")
    try:
        stdout, stderr = audit(script)
    finally:
        if job["blind"]:
            os.rename(MOD_INFO + ".away", MOD_INFO)
    answers = [ask(request["port"], request["host"], request["url"]) for request in job["requests"]]
    return {"valid": True, "stdout": stdout, "stderr": stderr, "answers": answers}


def main():
    with open(sys.argv[2], "rb") as file:
        script = file.read()
    with open(sys.argv[1]) as jobs:
        for line in jobs:
            job = json.loads(line)
            try:
                answer = play(job, script)
            finally:
                end_all()
            print(json.dumps(dict(answer, index=job["index"])), flush=True)


main()
