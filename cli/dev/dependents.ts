import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a source file has to do with others. */
interface Source {
  readonly imports: readonly string[];
  /** Whether it declares, or has declared, something for files that do not import it. */
  readonly isGlobal: boolean;
}

/** Finds out which sources may have other types after an edit. Remembers what it has read. */
export class Dependents {
  readonly #projectDirectory: string;
  readonly #sources = new Map<string, Source>();
  readonly #edited = new Set<string>();
  #aliases: Promise<Aliases> | undefined;

  constructor(projectDirectory: string) {
    this.#projectDirectory = projectDirectory;
  }

  /** Makes `of` read these files again. */
  edited(files: readonly string[]): void {
    for (const file of files) this.#edited.add(file);
  }

  /**
   * Those of the sources that are among these files or import one of them, directly or through others; undefined if any source
   * may depend on them. All paths are absolute.
   */
  async of(files: ReadonlySet<string>, sources: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    const all = await Promise.all(sources.map(async (file) => ({ file, ...(await this.#read(file)) })));
    if (all.some(({ file, isGlobal }) => isGlobal && files.has(file))) return undefined;
    const importers = new Map<string, string[]>();
    for (const { file, imports } of all) {
      for (const imported of imports) importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
    const found = new Set(sources.filter((file) => files.has(file)));
    for (const file of found) for (const importer of importers.get(file) ?? []) found.add(importer);
    return found;
  }

  async #read(file: string): Promise<Source> {
    const before = this.#sources.get(file);
    if (before !== undefined && !this.#edited.has(file)) return before;
    this.#edited.delete(file);
    this.#aliases ??= aliasesOf(this.#projectDirectory);
    const [text, aliases] = await Promise.all([readFile(file, 'utf8'), this.#aliases]);
    const imports = importsIn(text).flatMap((name) => aliases.get(name) ?? [path.resolve(path.dirname(file), name)]);
    const source = { imports, isGlobal: declaresGlobally(text) || before?.isGlobal === true };
    this.#sources.set(file, source);
    return source;
  }
}

/** By name in `imports` of package.json, the files that it may stand for. */
type Aliases = ReadonlyMap<string, readonly string[]>;

async function aliasesOf(projectDirectory: string): Promise<Aliases> {
  const { imports = {} } = JSON.parse(await readFile(path.join(projectDirectory, 'package.json'), 'utf8'));
  const files = (target: unknown): string[] =>
    typeof target === 'string'
      ? [path.join(projectDirectory, target)]
      : Object.values(target ?? {}).flatMap((each) => files(each));
  return new Map(Object.entries(imports).map(([name, target]) => [name, files(target)]));
}

/** Any text in quotes that may name a file: so no form of import is missed. */
const importsIn = (text: string): string[] =>
  [...text.matchAll(/(['"`])((?:\.{1,2}\/|#)[^'"`\n]+)\1/g)].map(([, , name = '']) => name);

/** A file that imports and exports nothing is a script, whose declarations are everybody's. */
const declaresGlobally = (text: string): boolean =>
  !/^\s*(import|export)\b/m.test(text) || /\bdeclare\s+(global|module)\b/.test(text);
