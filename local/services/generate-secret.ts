import { randomInt } from 'node:crypto';

/** The parameters of a template's `GenerateSecretString`. */
export interface SecretGeneration {
  PasswordLength?: number | string;
  ExcludeCharacters?: string;
  ExcludeLowercase?: boolean | string;
  ExcludeUppercase?: boolean | string;
  ExcludeNumbers?: boolean | string;
  ExcludePunctuation?: boolean | string;
  IncludeSpace?: boolean | string;
  RequireEachIncludedType?: boolean | string;
  /** JSON into which the password is inserted, under `GenerateStringKey`. */
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
}

const DEFAULT_LENGTH = 32;
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** A random secret by the rules of Secrets Manager. */
export function generateSecret(wanted: SecretGeneration): string {
  const password = generatePassword(wanted);
  if (!wanted.GenerateStringKey) return password;
  return JSON.stringify({ ...JSON.parse(wanted.SecretStringTemplate ?? '{}'), [wanted.GenerateStringKey]: password });
}

function generatePassword(wanted: SecretGeneration): string {
  const types = includedTypes(wanted);
  const length = Number(wanted.PasswordLength ?? DEFAULT_LENGTH);
  const required = isTrue(wanted.RequireEachIncludedType ?? true) ? types.map(pick) : [];
  const all = types.join('');
  return shuffled([...required, ...Array.from({ length: length - required.length }, () => pick(all))]).join('');
}

function includedTypes(wanted: SecretGeneration): string[] {
  const types: [included: boolean, characters: string][] = [
    [!isTrue(wanted.ExcludeLowercase), 'abcdefghijklmnopqrstuvwxyz'],
    [!isTrue(wanted.ExcludeUppercase), 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
    [!isTrue(wanted.ExcludeNumbers), '0123456789'],
    [!isTrue(wanted.ExcludePunctuation), PUNCTUATION],
    [isTrue(wanted.IncludeSpace), ' '],
  ];
  const isAllowed = (character: string) => !wanted.ExcludeCharacters?.includes(character);
  return types
    .filter(([included]) => included)
    .map(([, characters]) => [...characters].filter(isAllowed).join(''))
    .filter((characters) => characters !== '');
}

/** Templates may contain booleans as text. */
const isTrue = (value: boolean | string | undefined): boolean => String(value) === 'true';

const pick = (characters: string): string => characters[randomInt(characters.length)] ?? '';

/** The Fisher-Yates shuffle. */
function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters;
}
