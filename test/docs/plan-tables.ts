const begin = '<!-- plan -->\n';
const end = '<!-- /plan -->';

/** A page with other tables of `plan` between its marks. Throws where it has no marks. */
export function withPlan(page: string, tables: string): string {
  const [before, rest = '', ...more] = page.split(begin);
  const [, after] = rest.split(end);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`Write ${begin}${end} once.`);
  return `${before}${begin}\n${tables}\n\n${end}${after}`;
}

/** A page without what is between the marks; one without marks as it is. */
export const withoutPlan = (page: string): string => (page.includes(begin) ? withPlan(page, '') : page);
