# shellcheck shell=sh
# What is compiled in; what is loaded stands in the dump of the configuration.

collect_modules() {
  part compiled-in httpd -l
  return 0
}
