"""Builds the wheel of the source distribution: with the system's Expat, which is what building from source is for."""
import os, subprocess, sysconfig, zipfile


def build_wheel(directory, config_settings=None, metadata_directory=None):
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    include = "-I" + sysconfig.get_path("include")
    subprocess.run(["gcc", "-shared", "-fPIC", include, "module.c", "-o", "_bundle" + suffix, "-l:libexpat.so.1"], check=True)
    name = "bundle-1.0-py3-none-linux_x86_64.whl"
    info = "bundle-1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(directory, name), "w") as wheel:
        wheel.write("bundle.py")
        wheel.write("_bundle" + suffix)
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: bundle\nVersion: 1.0\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: bundle\nRoot-Is-Purelib: false\nTag: py3-none-linux_x86_64\n")
        wheel.writestr(info + "RECORD", "bundle.py,,\n_bundle%s,,\n%sMETADATA,,\n%sWHEEL,,\n%sRECORD,,\n" % ((suffix,) + (info,) * 3))
    return name
