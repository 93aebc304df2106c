/**
 * Whatever SES may have verified so that mail may come from an address, the nearest first: the address itself, its domain,
 * and each domain that this is part of, but no top-level domain. Verified is one of them, which is not known here.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export function identitiesOf(address: string): string[] {
  const labels = address.slice(address.indexOf('@') + 1).split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.')).slice(0, -1);
  return [address, ...domains];
}
