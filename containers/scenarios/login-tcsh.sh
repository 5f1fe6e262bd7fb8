# shellcheck shell=sh
# A login shell that is no POSIX shell, start-up files that print, and an LD_LIBRARY_PATH of the login's own.
mkdir -p /opt/login
cp -p "$(libpython)" /opt/login/
cat >/home/auditor/.tcshrc <<'END'
echo "tcshrc: welcome to `hostname`"
/bin/sh -c 'echo "tcshrc: quota exceeded" >&2'
setenv LD_LIBRARY_PATH /opt/login
alias ls 'ls -F'
END
usermod --shell /bin/tcsh auditor
start_apache
