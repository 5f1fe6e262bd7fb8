# shellcheck shell=sh
# ---- end -----------------------------------------------------------------------------------------------
mark fin
more=
if [ "${MORE-}" ]; then
  # The auditor has now all that the login may see, and says whether to go on as root.
  wait "$LIFELINE" 2>/dev/null
  more=$?
elif [ "$LIFELINE" ]; then
  kill -KILL "$LIFELINE" 2>/dev/null
fi
kill "$CLOCK" 2>/dev/null
[ "$more" = 7 ] && become
wait 2>/dev/null
exit 0
