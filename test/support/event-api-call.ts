/** As a signer would, for a cloud that asks for a signature and does not verify it. */
const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/appsync/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`;

/** Publishes on an Event API of the embedded cloud; resolves to what it answers. */
export async function eventApiCall(url: string, body: unknown, headers: Record<string, string> = { authorization }) {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
