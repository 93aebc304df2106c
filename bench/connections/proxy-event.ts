/** The request that the servers receive: `GET /prod/rides/{rideId}`. */
export const ridePath = (rideId: string): string => `/prod/rides/${rideId}`;

/** The part of API Gateway's proxy event that `GET /rides/{rideId}` needs. Header names are in lower case. */
export function getRideEvent(path: string, headers: Readonly<Record<string, string | string[] | undefined>>) {
  const texts = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value ?? ''].flat()]);
  const rideId = path.slice(path.lastIndexOf('/') + 1);
  return {
    resource: '/rides/{rideId}',
    httpMethod: 'GET',
    path: `/rides/${rideId}`,
    pathParameters: { rideId },
    headers: Object.fromEntries(texts.map(([name, values]) => [name, values.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(texts),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      path,
      stage: 'prod',
      httpMethod: 'GET',
      resourcePath: '/rides/{rideId}',
      requestTimeEpoch: Date.now(),
    },
    body: null,
    isBase64Encoded: false,
  };
}
