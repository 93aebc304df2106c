/**
 * Whether a request's Host header names this machine. A web page whose own name resolves to 127.0.0.1 (DNS rebinding) reaches a
 * port on loopback, but with its own name in this header.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = host?.toLowerCase().replace(/:\d*$/, '') ?? '';
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
