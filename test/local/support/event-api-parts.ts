import { functionOf } from './resources.ts';

const token = { AuthType: 'AWS_LAMBDA' };
const role = { AuthType: 'AWS_IAM' };

/** Lets `Bearer NAME` connect, and listen to `/rooms/NAME` and what is below; fails for `Bearer broken`; logs what it is asked. */
const AUTHORIZER = `
exports.handler = async (event) => {
  console.log(JSON.stringify(event));
  const name = event.authorizationToken.replace('Bearer ', '');
  if (name === 'broken') throw new Error('broken');
  if (name === 'nobody') return { isAuthorized: false };
  const { operation, channel } = event.requestContext;
  const isAuthorized = operation === 'EVENT_CONNECT' || channel === '/rooms/' + name || channel.startsWith('/rooms/' + name + '/');
  return { isAuthorized, ttlOverride: 0 };
};`;

/** What an Event API is configured with, as far as it is run locally. */
export const eventConfig = {
  AuthProviders: [
    role,
    { ...token, LambdaAuthorizerConfig: { AuthorizerUri: { 'Fn::GetAtt': ['Authorizer', 'Arn'] } } },
  ],
  ConnectionAuthModes: [token],
  DefaultPublishAuthModes: [role],
  DefaultSubscribeAuthModes: [token],
};

/** An Event API with a namespace `rooms`, and where to reach it. */
export const eventApiParts = {
  resources: {
    Authorizer: functionOf('Authorizer'),
    Api: { Type: 'AWS::AppSync::Api', Properties: { Name: 'events', EventConfig: eventConfig } },
    Rooms: {
      Type: 'AWS::AppSync::ChannelNamespace',
      Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Name: 'rooms' },
    },
  },
  code: { Authorizer: AUTHORIZER },
  outputs: {
    HttpUrl: { Value: { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Api', 'Dns.Http'] }, '/event']] } },
    RealtimeUrl: {
      Value: { 'Fn::Join': ['', ['wss://', { 'Fn::GetAtt': ['Api', 'Dns.Realtime'] }, '/event/realtime']] },
    },
  },
};
