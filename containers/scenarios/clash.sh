# shellcheck shell=sh
# A package brings a build of Expat of its own, beside the one that httpd has.
# shellcheck disable=SC1091 # they are in the container
. /scenarios/slate.sh
# shellcheck disable=SC1091
. /scenarios/bundle.sh
serve_bundle /usr/local/lib/python3.11/dist-packages
put_packages /usr/local/lib/python3.11/dist-packages 4.2.16
