# shellcheck shell=sh
# ---- end -----------------------------------------------------------------------------------------------
mark fin
kill "$CLOCK" 2>/dev/null
[ "$LIFELINE" ] && kill -KILL "$LIFELINE" 2>/dev/null
wait 2>/dev/null
exit 0
