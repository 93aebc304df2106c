"""What has to be mended of moto's DynamoDB, as it is in moto 5.2.5 and in LocalEmu's edition of it, moto-ext 5.1.54."""

from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.parsing import ast_nodes
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.responses import DynamoHandler, ProjectionExpressionParser

ACTIONS = [
    ast_nodes.UpdateExpressionSetAction,
    ast_nodes.UpdateExpressionRemoveAction,
    ast_nodes.UpdateExpressionAddAction,
    ast_nodes.UpdateExpressionDeleteAction,
]


def apply():
    return_what_was_updated()


def return_what_was_updated():
    """Has UPDATED_NEW return all that an update names, as AWS does, not only what has another value than before. UPDATED_OLD
    lacks the same; nothing here asks for it."""
    DynamoHandler._build_updated_new_attributes = _named_by_update


def _named_by_update(handler, _before, after):
    """Of `after`, the item's attributes. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html"""
    update = UpdateExpressionParser.make(handler.body["UpdateExpression"])
    paths = ",".join(action.children[0].to_str() for action in update.find_clauses(ACTIONS))
    projection = ProjectionExpressionParser(paths, handler.body.get("ExpressionAttributeNames")).parse()
    return Item(None, None, after).project(projection).to_json()["Attributes"]
