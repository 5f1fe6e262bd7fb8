# shellcheck shell=sh
# A login shell that is no POSIX shell, start-up files that print, and an LD_LIBRARY_PATH of the login's own.
mkdir -p /opt/login /home/auditor/.config/fish
cp -p "$(libpython)" /opt/login/
cat >/home/auditor/.config/fish/config.fish <<'END'
echo "config.fish: welcome to "(hostname)
echo "config.fish: quota exceeded" >&2
set -gx LD_LIBRARY_PATH /opt/login
END
chown -R auditor: /home/auditor/.config
usermod --shell /usr/bin/fish auditor
start_apache
