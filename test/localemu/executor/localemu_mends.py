"""What has to be mended of LocalEmu for a run to say anything. Its version is pinned; what has moved fails at its start."""

import re
import threading
import time
import uuid

import moto_mends
from localemu.services.dynamodb.provider import DynamoDBProvider
from localemu.services.iam_enforcement import arn_builder, enforcer
from localemu.services.iam_enforcement.evaluator import Decision
from localemu.services.sqs.models import StandardQueue

PATH = re.compile(r"[#:]?[A-Za-z_][\w.#[\]-]*")
KEYWORDS = {"SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "NOT", "BETWEEN", "IN"}
FUNCTIONS = {"if_not_exists", "list_append", "attribute_exists", "attribute_not_exists", "begins_with", "contains", "size"}


def apply():
    moto_mends.apply()
    judge_as_encrypted()
    judge_calls_of_tables()
    tell_of_allowed_calls()
    call_tables_one_at_a_time()
    redrive_as_new_messages()


def judge_as_encrypted():
    """Has the audit take calls for encrypted ones: queues and topics deny what is not, and it would look no further."""
    _add_conditions(lambda context: {"aws:SecureTransport": "true"})


def judge_calls_of_tables():
    """Tells the audit what our policies of tables hang on: the index of a query, the table of a batch, what an update names."""
    arn_of_table = arn_builder._SERVICE_ARN_BUILDERS["dynamodb"]

    def arn_of(call, *where):
        [table] = call.get("RequestItems") or [call.get("TableName", "*")]
        arn = arn_of_table({"TableName": table}, *where)
        return f"{arn}/index/{call['IndexName']}" if "IndexName" in call else arn

    arn_builder._SERVICE_ARN_BUILDERS["dynamodb"] = arn_of
    _add_conditions(_conditions_of_table)


def _conditions_of_table(context):
    """https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html"""
    if context.service.service_name != "dynamodb":
        return {}
    call = context.service_request or {}
    names = call.get("ExpressionAttributeNames") or {}
    paths = PATH.findall(f"{call.get('UpdateExpression', '')} {call.get('ConditionExpression', '')}")
    heads = {re.split(r"[.[]", path)[0] for path in paths if path[0] != ":"} - KEYWORDS - FUNCTIONS
    attributes = {*(call.get("Key") or {}), *(names.get(head, head) for head in heads)}
    return {"dynamodb:Attributes": sorted(attributes), "dynamodb:ReturnValues": call.get("ReturnValues")}


def _add_conditions(conditions_of):
    build = enforcer._build_conditions
    enforcer._build_conditions = lambda context, caller: {**build(context, caller), **conditions_of(context)}


def tell_of_allowed_calls():
    """Has the audit log what it allows, too: one that has judged nothing would have nothing to deny either."""
    evaluate = enforcer.PolicyEvaluator.evaluate

    def evaluate_and_tell(self, caller, action, resource, *rest, **options):
        decision = evaluate(self, caller, action, resource, *rest, **options)
        if decision == Decision.ALLOW:
            enforcer.LOG.info("IAM AUDIT ALLOW: User: %s is authorized to perform: %s on resource: %s", caller.arn, action, resource)
        return decision

    enforcer.PolicyEvaluator.evaluate = evaluate_and_tell


def call_tables_one_at_a_time():
    """Keeps conditional writes from each other: it calls moto, which checks and writes in two steps, from many threads."""
    forward = DynamoDBProvider.forward_request
    lock = threading.RLock()

    def forward_alone(*call, **options):
        with lock:
            return forward(*call, **options)

    DynamoDBProvider.forward_request = forward_alone


def redrive_as_new_messages():
    """Has a message that a move task brings back to its queue begin anew: it would keep its id and receive count.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html"""
    put = StandardQueue.put

    def put_anew(self, message, **options):
        attributes = message["Attributes"]
        if attributes.get("DeadLetterQueueSourceArn") == self.arn:
            anew = {"ApproximateReceiveCount": "0", "SentTimestamp": str(int(time.time() * 1000))}
            message = {**message, "MessageId": str(uuid.uuid4()), "Attributes": {**attributes, **anew}}
        return put(self, message, **options)

    StandardQueue.put = put_anew
