# shellcheck shell=sh
# A virtual environment that Python 3.9 left behind, used by a mod_wsgi of another Python.
mkdir -p /srv/venv39/bin /srv/venv39/lib/python3.9/site-packages
ln -s /usr/bin/python3.9 /srv/venv39/bin/python3
printf 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.9.2\n' >/srv/venv39/pyvenv.cfg
printf 'WSGIPythonHome /srv/venv39\n' >/etc/apache2/conf-available/python-home.conf
a2enconf -q python-home
put_packages /srv/venv39/lib/python3.9/site-packages 4.2.16
start_apache
