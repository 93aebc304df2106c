"""moto's server, one request at a time: its tables are not written atomically by threads beside each other."""

import sys

import moto_mends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

moto_mends.apply()
run_simple("127.0.0.1", int(sys.argv[1]), DomainDispatcherApplication(create_backend_app), threaded=False)
