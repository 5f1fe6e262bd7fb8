# shellcheck shell=sh
# mod_python beside mod_wsgi: the configuration is valid, and mod_wsgi refuses to start.
a2enmod -q python
enable_truth
if apache2ctl start; then
  echo 'mod_wsgi tolerated mod_python' >&2
  exit 1
fi
