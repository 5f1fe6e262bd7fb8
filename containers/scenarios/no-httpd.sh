# shellcheck shell=sh
# A host with nothing to audit: the image has no httpd, and there is nothing to start.
:
