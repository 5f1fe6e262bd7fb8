from _bundle import depth, version
