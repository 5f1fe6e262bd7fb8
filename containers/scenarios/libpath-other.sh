# shellcheck shell=sh
# Two copies of libpython: the loader's own choice, and the one that LD_LIBRARY_PATH puts before it.
mkdir -p /opt/pylib
cp -a /usr/lib/*-linux-gnu/libpython3.*.so* /opt/pylib/
set_library_path /opt/pylib
start_apache
