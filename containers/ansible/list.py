"""Prints what `ansible-inventory -i PATH --list` says of each PATH, as a line of JSON: its output and its complaints.

Forks for each one, because Ansible takes longer to be imported than to read an inventory.
"""
import json
import os
import sys
import tempfile

from ansible.cli.inventory import InventoryCLI


def list_inventory(path, descriptors):
    for descriptor, file in descriptors.items():
        os.dup2(file.fileno(), descriptor)
    InventoryCLI.cli_executor(["ansible-inventory", "-i", path, "--list"])


def text_of(file):
    file.seek(0)
    return file.read().decode()


for each in sys.argv[1:]:
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        child = os.fork()
        if child == 0:
            try:
                list_inventory(each, {1: output, 2: complaints})
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0)
        os.waitpid(child, 0)
        print(json.dumps({"list": text_of(output), "said": text_of(complaints)}), flush=True)
