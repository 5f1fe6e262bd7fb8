# shellcheck shell=sh
# The daemon group has a virtual environment of the very Python that mod_wsgi is linked with.
python3 -m venv --without-pip /srv/venv
site=$(echo /srv/venv/lib/python3.*/site-packages)
put_packages "$site" 4.2.16
# An egg of older tools, one that is worked on elsewhere, and the same that the system has in another version.
mkdir -p /srv/work/shop "$site/shop-1.0.dist-info" "$site/old_egg.egg-info"
: >/srv/work/shop/__init__.py
echo /srv/work >"$site/__editable__.shop-1.0.pth"
printf 'Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n' >"$site/shop-1.0.dist-info/METADATA"
echo '{"dir_info": {"editable": true}, "url": "file:///srv/work"}' >"$site/shop-1.0.dist-info/direct_url.json"
printf 'Metadata-Version: 1.0\nName: old.egg\nVersion: 0.9\n' >"$site/old_egg.egg-info/PKG-INFO"
put_packages "$(local_packages)" 3.2.19
put_package /srv/lib sqlparse 0.4.4
start_apache "python-home=/srv/venv python-path=/srv/lib:/srv/work"
