import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';

/** What a DNS server says of a name: addresses of both kinds, an error, or nothing at all. */
export type DnsAnswer = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'silence';

export interface DnsServer {
  /** As resolvers want it. */
  readonly address: string;
  /** How often each name was asked about, for either kind of address. */
  readonly asked: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const codes = { SERVFAIL: 2, NXDOMAIN: 3 };

/** A DNS server on loopback that knows these names, and says of others that there are none. Per kind, where they differ. */
export async function startDnsServer(
  names: Readonly<Record<string, DnsAnswer | { readonly A: DnsAnswer; readonly AAAA: DnsAnswer }>>,
): Promise<DnsServer> {
  const asked = new Map<string, number>();
  const socket = createSocket('udp4', (query: Buffer, { port, address }: RemoteInfo) => {
    const { name, type, question } = questionOf(query);
    asked.set(name, (asked.get(name) ?? 0) + 1);
    const known = names[name] ?? 'NXDOMAIN';
    const answer = typeof known === 'object' && 'A' in known ? known[type] : known;
    if (answer === 'silence') return;
    socket.send(responseTo(query, question, type, answer), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    stop: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

/** RFC 1035, 4.1.2: labels with their lengths, then type and class. */
function questionOf(query: Buffer) {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const type = query.readUInt16BE(at + 1) === 28 ? ('AAAA' as const) : ('A' as const);
  return { name: labels.join('.').toLowerCase(), type, question: query.subarray(12, at + 5) };
}

function responseTo(
  query: Buffer,
  question: Buffer,
  type: 'A' | 'AAAA',
  answer: Exclude<DnsAnswer, 'silence'>,
): Buffer {
  const family = type === 'A' ? 4 : 6;
  const addresses = typeof answer === 'string' ? [] : answer.filter((address) => isIP(address) === family);
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(0x8180 | (typeof answer === 'string' ? codes[answer] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  return Buffer.concat([header, question, ...addresses.map((address) => recordOf(type, address))]);
}

/** The name by a pointer to the question, type, class IN, a time to live of 0, and the address. */
function recordOf(type: 'A' | 'AAAA', address: string): Buffer {
  const data = type === 'A' ? Buffer.from(address.split('.').map(Number)) : bytesOfIpv6(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type === 'A' ? 1 : 28, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function bytesOfIpv6(address: string): Buffer {
  const [left = '', right] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = right === undefined ? 0 : 8 - groups(left).length - groups(right).length;
  const all = [...groups(left), ...Array(missing).fill('0'), ...groups(right ?? '')];
  return Buffer.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]));
}
