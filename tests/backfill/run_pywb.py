"""Run pywb for the collections in the current folder; the first line that it prints is its port."""

from gevent.monkey import patch_all

patch_all()

from pywb.apps.frontendapp import FrontEndApp  # noqa: E402 - after the patch
from pywb.utils.geventserver import GeventServer, RequestURIWSGIHandler  # noqa: E402

if __name__ == "__main__":
    app = FrontEndApp(config_file="config.yaml")
    server = GeventServer(app, hostname="127.0.0.1", handler_class=RequestURIWSGIHandler)
    print(server.port, flush=True)
    server.join()
