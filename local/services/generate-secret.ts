import { randomInt } from 'node:crypto';

/** What `GenerateSecretString` of a template asks for. */
export interface SecretGeneration {
  PasswordLength?: number | string;
  ExcludeCharacters?: string;
  ExcludeLowercase?: boolean | string;
  ExcludeUppercase?: boolean | string;
  ExcludeNumbers?: boolean | string;
  ExcludePunctuation?: boolean | string;
  IncludeSpace?: boolean | string;
  RequireEachIncludedType?: boolean | string;
  /** JSON that the password is put into, under `GenerateStringKey`. */
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
}

const DEFAULT_LENGTH = 32;
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** A random secret, made as Secrets Manager makes it. */
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

/** Templates have their booleans as text, too. */
const isTrue = (value: boolean | string | undefined): boolean => String(value) === 'true';

const pick = (characters: string): string => characters[randomInt(characters.length)] ?? '';

/** Fisher and Yates's shuffle. */
function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters;
}
