# shellcheck shell=sh
use_mpm prefork
start_apache
