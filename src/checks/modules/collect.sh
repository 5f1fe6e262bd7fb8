# shellcheck shell=sh
# What is compiled in; what is loaded stands in the dump of the configuration.

collect_modules() {
  # A program that did not answer -V is not asked again.
  is_answered || return 3
  part compiled-in httpd -l
  return 0
}
