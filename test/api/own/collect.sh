# shellcheck shell=sh
collect_kernel() {
  part release uname -r
}
