"""Writes PATH.list (standard output) and PATH.said (standard error) of `ansible-inventory -i PATH --list` for each PATH.

Forks for each one, because Ansible takes longer to be imported than to read an inventory.
"""
import os
import sys

from ansible.cli.inventory import InventoryCLI


def list_inventory(path):
    for descriptor, suffix in ((1, ".list"), (2, ".said")):
        os.dup2(os.open(path + suffix, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    InventoryCLI.cli_executor(["ansible-inventory", "-i", path, "--list"])


for each in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        try:
            list_inventory(each)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)
    os.waitpid(child, 0)
