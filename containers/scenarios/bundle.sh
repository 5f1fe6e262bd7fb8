# shellcheck shell=sh
# A package with an extension module, as wheels have it: with a build of Expat of its own beside it. Its source, from which
# pip makes one that uses the system's, is where pip looks. Sourced after lib.sh and slate.sh.

# The source distribution, and nothing else that pip would find.
offer_source() {
  mkdir -p /srv/index/bundle-1.0
  cp /scenarios/bundle/* /srv/index/bundle-1.0/
  rm /srv/index/bundle-1.0/bundle.wsgi
  printf 'Metadata-Version: 2.1\nName: bundle\nVersion: 1.0\n' >/srv/index/bundle-1.0/PKG-INFO
  tar -C /srv/index -czf /srv/index/bundle-1.0.tar.gz bundle-1.0
  rm -r /srv/index/bundle-1.0
  printf '[global]\nno-index = true\nfind-links = /srv/index\n' >/etc/pip.conf
}

# install_wheel SITE_PACKAGES: what installing it leaves there.
install_wheel() {
  mkdir "$1/bundle.libs" "$1/bundle-1.0.dist-info"
  gcc -shared -fPIC -Wl,-soname,libexpat-5f1e0c4d.so.1 /scenarios/bundle/expat.c -o "$1/bundle.libs/libexpat-5f1e0c4d.so.1"
  # shellcheck disable=SC2046 # options
  gcc -shared -fPIC -DBUNDLED $(python3-config --includes) /scenarios/bundle/module.c -o "$1/_bundle.cpython-311-x86_64-linux-gnu.so" \
    "$1/bundle.libs/libexpat-5f1e0c4d.so.1" -Wl,-rpath,"\$ORIGIN/bundle.libs"
  cp /scenarios/bundle/bundle.py "$1/"
  printf 'Metadata-Version: 2.1\nName: bundle\nVersion: 1.0\n' >"$1/bundle-1.0.dist-info/METADATA"
  printf 'pip\n' >"$1/bundle-1.0.dist-info/INSTALLER"
  printf 'bundle.py,,\n_bundle.cpython-311-x86_64-linux-gnu.so,,\nbundle.libs/libexpat-5f1e0c4d.so.1,,\nbundle-1.0.dist-info/METADATA,,\nbundle-1.0.dist-info/RECORD,,\n' \
    >"$1/bundle-1.0.dist-info/RECORD"
}

# serve_bundle SITE_PACKAGES [OPTIONS]: an application that uses it.
serve_bundle() {
  install_wheel "$1"
  cat /scenarios/bundle/bundle.wsgi >>/srv/wsgi/truth.wsgi
  start_apache "${2:-}"
  status_of 80 truth.test /daemon/version
}
