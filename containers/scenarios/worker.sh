# shellcheck shell=sh
use_mpm worker
start_apache
