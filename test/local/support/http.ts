import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends bytes as they are (fetch would tidy the path and the header names) and gives the whole answer. */
export async function sendRaw(url: string, lines: string[], body = '', host = 'localhost'): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8');
  socket.write(
    [...lines, `Host: ${host}`, 'Connection: close', `Content-Length: ${body.length}`, '', body].join('\r\n'),
  );
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}
