# shellcheck shell=sh
# Changed under the running server: its configuration asks for more processes, its library was installed again.
start_apache
# A change in the very second of the start tells nothing.
sleep 2
sed -i 's/threads=3/threads=3 processes=3/' /etc/apache2/sites-available/truth.conf
touch "$(libpython)"
