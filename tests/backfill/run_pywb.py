"""Run pywb for the collections in the current folder; the first line that it prints is its port."""


def main() -> None:
    from gevent.monkey import patch_all

    patch_all()  # only in a process of its own: it replaces the locks of pytest too

    from pywb.apps.frontendapp import FrontEndApp
    from pywb.utils.geventserver import GeventServer, RequestURIWSGIHandler

    app = FrontEndApp(config_file="config.yaml")
    server = GeventServer(app, hostname="127.0.0.1", handler_class=RequestURIWSGIHandler)
    print(server.port, flush=True)
    server.join()


if __name__ == "__main__":
    main()
