import { once } from 'node:events';
import { connect } from 'node:net';

/** A request as a browser sends it: its first line, its headers in their order, its body. */
interface RawRequest {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const evil = 'https://evil.example';
const form = 'application/x-www-form-urlencoded';
const publish = 'Action=Publish&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A000000000000%3Atopic&Message=%7B%7D';
const scan = '{"TableName":"table"}';

const post = (headers: Record<string, string>, body = ''): RawRequest => ({ line: 'POST / HTTP/1.1', headers, body });
const get = (headers: Record<string, string>): RawRequest => ({ line: 'GET / HTTP/1.1', headers });

/** What pages of somebody else can make a browser on this machine send to a port of loopback. */
export const foreignRequests: readonly [what: string, request: (port: number) => RawRequest][] = [
  ['another name that leads here', (port) => get({ Host: `evil.example:${port}` })],
  ['a name that begins as this machine', (port) => get({ Host: `127.0.0.1.evil.example:${port}` })],
  ['a name that ends nearly as this machine', (port) => get({ Host: `evillocalhost:${port}` })],
  [
    'another name that leads here, as its own page',
    (port) => post({ Host: 'evil.example', Origin: evil, Port: `${port}` }),
  ],
  ['a form', (port) => post({ Host: `127.0.0.1:${port}`, Origin: evil, 'Content-Type': form }, publish)],
  ['a form of text', (port) => post({ Host: `127.0.0.1:${port}`, Origin: evil, 'Content-Type': 'text/plain' }, scan)],
  ['a form of a page without an origin', (port) => post({ Host: `localhost:${port}`, Origin: 'null' }, scan)],
  [
    'a call by script',
    (port) =>
      post(
        {
          Host: `127.0.0.1:${port}`,
          Origin: evil,
          'Content-Type': 'application/x-amz-json-1.0',
          'X-Amz-Target': 'DynamoDB_20120810.Scan',
        },
        scan,
      ),
  ],
  [
    'a pre-flight',
    (port) => ({
      line: 'OPTIONS / HTTP/1.1',
      headers: {
        Host: `127.0.0.1:${port}`,
        Origin: evil,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,x-amz-target',
        'Access-Control-Request-Private-Network': 'true',
      },
    }),
  ],
  [
    'a page of another server here',
    (port) => get({ Host: `127.0.0.1:${port}`, Origin: `http://127.0.0.1:${port - 1}` }),
  ],
  ['a page of a server without a port', (port) => get({ Host: `127.0.0.1:${port}`, Origin: 'http://localhost' })],
  ['a page by another scheme', (port) => get({ Host: `127.0.0.1:${port}`, Origin: `https://127.0.0.1:${port}` })],
  [
    'a name before the port',
    (port) => get({ Host: `127.0.0.1:${port}`, Origin: `http://127.0.0.1.evil.example:${port}` }),
  ],
  [
    'an image',
    (port) =>
      get({
        Host: `127.0.0.1:${port}`,
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'no-cors',
        'Sec-Fetch-Dest': 'image',
      }),
  ],
  [
    'a frame',
    (port) =>
      get({
        Host: `localhost:${port}`,
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'iframe',
      }),
  ],
  [
    'a form of which it is not said where it comes from',
    (port) =>
      post({
        Host: `localhost:${port}`,
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'document',
      }),
  ],
  [
    'a document that nobody goes to',
    (port) =>
      get({
        Host: `localhost:${port}`,
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'no-cors',
        'Sec-Fetch-Dest': 'document',
      }),
  ],
  [
    'a WebSocket',
    (port) => ({
      line: 'GET /event/realtime HTTP/1.1',
      headers: {
        Host: `127.0.0.1:${port}`,
        Origin: evil,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol': 'aws-appsync-event-ws',
      },
    }),
  ],
];

/** Requests of this machine's own, which no port refuses for where they come from. */
export const ownRequests: readonly [what: string, request: (port: number) => RawRequest][] = [
  ['a program', (port) => get({ Host: `127.0.0.1:${port}` })],
  ['a program, by name', (port) => get({ Host: `localhost:${port}` })],
  ['a program, by the other address', (port) => get({ Host: `[::1]:${port}` })],
  ['a program that leaves the port out', () => post({ Host: '127.0.0.1' }, scan)],
  [
    "a script of the port's own page",
    (port) => post({ Host: `127.0.0.1:${port}`, Origin: `http://127.0.0.1:${port}` }, scan),
  ],
  ["an image of the port's own page", (port) => get({ Host: `localhost:${port}`, 'Sec-Fetch-Site': 'same-origin' })],
  [
    'a link',
    (port) =>
      get({
        Host: `127.0.0.1:${port}`,
        'Sec-Fetch-Site': 'cross-site',
        'Sec-Fetch-Mode': 'navigate',
        'Sec-Fetch-Dest': 'document',
      }),
  ],
];

/** Sends a request as it is, and resolves to the head and the body of the answer. */
export async function answerOf(
  port: number,
  { line, headers, body = '' }: RawRequest,
): Promise<{ head: string; body: string }> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const lines = Object.entries({ Connection: 'close', ...headers, ...(body && { 'Content-Length': body.length }) });
  socket.write([line, ...lines.map(([name, value]) => `${name}: ${value}`), '', body].join('\r\n'));
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  const end = answer.indexOf('\r\n\r\n');
  return { head: answer.slice(0, end), body: answer.slice(end + 4) };
}

export const refusal = '{"message":"Forbidden"}';
