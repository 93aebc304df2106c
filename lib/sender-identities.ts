/**
 * The identities that SES may have verified for an address, the closest first: the address itself, its domain, and each parent
 * domain except the top-level one. Which of them is verified is not known here.
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export function identitiesOf(address: string): string[] {
  const labels = address.slice(address.indexOf('@') + 1).split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.')).slice(0, -1);
  return [address, ...domains];
}
