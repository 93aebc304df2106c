"""What has to be mended of LocalEmu for a run to say anything. Its version is pinned; what has moved fails at its start."""

import threading

from localemu.services.dynamodb.provider import DynamoDBProvider
from localemu.services.iam_enforcement import enforcer


def judge_as_encrypted():
    """Has the audit take calls for encrypted ones: queues and topics deny what is not, and it would look no further."""
    build = enforcer._build_conditions
    enforcer._build_conditions = lambda *call: {**build(*call), "aws:SecureTransport": "true"}


def call_tables_one_at_a_time():
    """Keeps conditional writes from each other: it calls moto, which checks and writes in two steps, from many threads."""
    forward = DynamoDBProvider.forward_request
    lock = threading.RLock()

    def forward_alone(*call, **options):
        with lock:
            return forward(*call, **options)

    DynamoDBProvider.forward_request = forward_alone
