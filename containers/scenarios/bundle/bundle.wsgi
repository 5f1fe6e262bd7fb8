

# What the extension says, below the paths of the script.
_truth = application


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path not in ("/version", "/depth", "/maps"):
        return _truth(environ, start_response)
    import bundle
    answer = "\n".join(mapped("libexpat")) if path == "/maps" else str(getattr(bundle, path[1:])())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [answer.encode()]
