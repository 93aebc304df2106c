/** Goes before a handler's code: calls the services named in its environment, without an SDK. */
export const AWS = `
const aws = async (endpoint, target, input) => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': '20200101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=a/b/us-east-1/c/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(input),
  });
  const output = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(output));
  return output;
};
const sqs = (action, input) => aws(process.env.AWS_ENDPOINT_URL, 'AmazonSQS.' + action, input);
const dynamodb = (action, input) => aws(process.env.AWS_ENDPOINT_URL_DYNAMODB, 'DynamoDB_20120810.' + action, input);
const put = (TableName, id, more = {}) => dynamodb('PutItem', { TableName, Item: { id: { S: id }, ...more } });
const sns = (TopicArn, Message) => fetch(process.env.AWS_ENDPOINT_URL, {
  method: 'POST',
  body: new URLSearchParams({ Action: 'Publish', TopicArn, Message }),
});
`;
