# shellcheck shell=sh
# libpython is where the loader does not look by itself.
mkdir -p /opt/pylib
mv /usr/lib/*-linux-gnu/libpython3.*.so* /opt/pylib/
ldconfig
set_library_path /opt/pylib
put_packages "$(local_packages)" 3.2.25
start_apache
