# shellcheck shell=sh
# ---- what the auditor sends: its first line is read, and nothing of it is run ---------------------------

refuse() {
  echo 'wsgi-audit: this script answers an auditor, who sends a nonce and a time limit' >&2
  exit 64
}

IFS= read -r head
# A shell would answer the rest of the line.
head=${head%%;*}
case $head in NONCE=*' LIMIT='*) ;; *) refuse ;; esac
NONCE=${head#NONCE=}
NONCE=${NONCE%% *}
LIMIT=${head##* LIMIT=}
case $NONCE in '' | *[!0-9a-f]*) refuse ;; esac
case $LIMIT in '' | *[!0-9]* | ??????*) refuse ;; esac
[ "${#NONCE}" -ge 16 ] || refuse
[ "${#NONCE}" -le 64 ] || refuse
