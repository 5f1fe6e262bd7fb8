# shellcheck shell=sh
# Hands paths on to a server of Python's own that is called gunicorn, on a port and on a socket, beside mod_wsgi's application.
cat >/usr/local/bin/gunicorn <<'END'
#!/usr/bin/python3
import os, socket, time
port = socket.create_server(("127.0.0.1", 8000))
local = socket.socket(socket.AF_UNIX)
local.bind("/run/other.sock")
local.listen()
with open("/run/other.pid.new", "w") as file:
    file.write(str(os.getpid()))
os.rename("/run/other.pid.new", "/run/other.pid")
time.sleep(36000)
END
chmod 755 /usr/local/bin/gunicorn
/usr/local/bin/gunicorn &
wait_until test -e /run/other.pid
a2enmod -q proxy_http
enable_truth
cat >/etc/apache2/conf-available/other.conf <<'END'
ProxyPass /other/static !
ProxyPass /other http://app:canary@127.0.0.1:8000/canary
ProxyPass /socket unix:/run/other.sock|http://localhost/canary
ProxyPass /nobody http://127.0.0.1:9/
END
a2enconf -q other
start_apache
