# shellcheck shell=sh
# The daemon group has a virtual environment of the very Python that mod_wsgi is linked with.
python3 -m venv --without-pip /srv/venv
start_apache python-home=/srv/venv
