"""Runs LocalEmu's Lambda functions as Node processes of this machine, without Docker.

LocalEmu finds it by its entry point (LAMBDA_RUNTIME_EXECUTOR=host). Each execution environment is one process that runs
runtime.mjs, a client of the Lambda runtime API (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), which a small
server of the environment's own answers here.
"""

import json
import os
import queue
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import localemu_mends
from localemu import config
from localemu.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localemu.services.lambda_.invocation.lambda_models import InvocationResult
from localemu.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localemu.services.lambda_.invocation.runtime_executor import RuntimeExecutor

RUNTIME = Path(__file__).with_name("runtime.mjs")
LOOPBACK = "127.0.0.1"
START_SECONDS = 10


class Invocation:
    """One call of the function, until it is answered."""

    def __init__(self, request_id, arn, payload, trace, timeout_seconds):
        self.request_id = request_id
        self.payload = payload.encode()
        self.headers = {
            "Lambda-Runtime-Aws-Request-Id": request_id,
            "Lambda-Runtime-Invoked-Function-Arn": arn,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + timeout_seconds) * 1000)),
            "Lambda-Runtime-Trace-Id": trace,
        }
        self._answered = threading.Event()
        self.is_error = False
        self.body = b""

    def answer(self, body, is_error):
        if not self._answered.is_set():
            self.body, self.is_error = body, is_error
            self._answered.set()

    def wait(self, seconds):
        return self._answered.wait(seconds)


class Process:
    """A Node process that runs the function, and the runtime API that it asks for invocations."""

    def __init__(self, code_directory, environment):
        self._todo = queue.SimpleQueue()
        self._current = None
        self._started = threading.Event()
        self._init_error = None
        self._log = []
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._make_handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._process = subprocess.Popen(
            ["node", str(RUNTIME)],
            cwd=code_directory,
            env={**environment, "AWS_LAMBDA_RUNTIME_API": f"{LOOPBACK}:{self._server.server_port}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        threading.Thread(target=self._follow, daemon=True).start()

    def wait_until_started(self):
        """Raises StatusErrorException when the function cannot be loaded in time."""
        if not self._started.wait(START_SECONDS):
            self._init_error = error_of("Runtime.InitTimeout", f"Not started after {START_SECONDS} s")
        if self._init_error:
            self.end()
            raise StatusErrorException("Environment startup failed", payload=self._init_error)

    @property
    def has_ended(self):
        return self._process.poll() is not None

    def run(self, invocation, seconds):
        """Resolves the invocation: by the function's answer, its death or its time-out, which ends the process."""
        self._log = []
        self._current = invocation
        self._todo.put(invocation)
        if not invocation.wait(seconds):
            message = f"RequestId: {invocation.request_id} Error: Task timed out after {seconds}.00 seconds"
            invocation.answer(error_of("Sandbox.Timedout", message), True)
            self.end()
        return "".join(self._log)

    def end(self):
        self._todo.put(None)
        self._process.kill()
        self._process.wait()
        self._server.shutdown()
        self._server.server_close()

    def _follow(self):
        """Keeps what the process prints. When it ends, whoever waits for it is told."""
        for line in self._process.stdout:
            self._log.append(line)
        error = error_of("Runtime.ExitError", f"Runtime exited with exit status {self._process.wait()}")
        if not self._started.is_set():
            self._init_error = self._init_error or error
            self._started.set()
        if self._current:
            self._current.answer(error, True)

    def _make_handler(process):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                process._started.set()
                invocation = process._todo.get()
                if invocation is None:
                    return self._reply(410)
                self._reply(200, invocation.payload, invocation.headers)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                kind = self.path.rsplit("/", 1)[-1]
                if "/init/" in self.path:
                    process._init_error = body
                    process._started.set()
                elif process._current and process._current.request_id in self.path:
                    process._current.answer(body, kind == "error")
                self._reply(202)

            def _reply(self, status, body=b"", headers={}):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler


class HostExecutor(RuntimeExecutor):
    """An execution environment of LocalEmu's. A process that has ended is replaced with the next invocation, as on AWS."""

    _process = None

    def start(self, env_vars):
        given = {name: str(value) for name, value in env_vars.items() if value is not None}
        code = self.function_version.config.code.get_unzipped_code_location()
        self._code = str(code)
        self._environment = {**given, "PATH": os.environ["PATH"], "LAMBDA_TASK_ROOT": self._code, "TZ": "UTC"}
        self._begin()

    def _begin(self):
        self._process = Process(self._code, self._environment)
        self._process.wait_until_started()

    def invoke(self, payload, function_timeout=None):
        if self._process.has_ended:
            self._process.end()
            self._begin()
        seconds = int(function_timeout or self._environment["AWS_LAMBDA_FUNCTION_TIMEOUT"])
        invocation = Invocation(
            payload["invoke-id"], payload["invoked-function-arn"], payload["payload"], payload.get("trace-id") or "", seconds
        )
        logs = self._process.run(invocation, seconds)
        return InvocationResult(
            request_id=invocation.request_id, payload=invocation.body, is_error=invocation.is_error, logs=logs
        )

    def stop(self):
        if self._process:
            self._process.end()

    def get_address(self):
        return LOOPBACK

    def get_endpoint_from_executor(self):
        return LOOPBACK

    def get_runtime_endpoint(self):
        return f"http://{LOOPBACK}:{config.GATEWAY_LISTEN[0].port}/_localemu_lambda/{self.id}"

    def get_logs(self):
        return ""

    @classmethod
    def prepare_version(cls, function_version):
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        pass


class HostExecutorPlugin(RuntimeExecutorPlugin):
    name = "host"

    def load(self, *args, **kwargs):
        return HostExecutor


localemu_mends.apply()  # once, and not with each load, which is one for each environment


def error_of(kind, message):
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()
