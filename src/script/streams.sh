# shellcheck shell=sh
# ---- standard input is the life-line's -----------------------------------------------------------------
# Not in text that `eval` takes over: bash that reads its script from there ends with a segmentation fault.

# A broken pipe must not end this shell before the life-line has ended everything below it.
trap '' PIPE
exec 3<&0 </dev/null
