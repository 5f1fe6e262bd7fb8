# shellcheck shell=sh
# Whether sudo lets the login act as root without a question: the very command that `become` uses, on an empty script.

collect_reach() {
  have sudo || return 3
  part sudo sudo -n sh -s
}
