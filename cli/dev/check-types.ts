import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
// The compiler has no other API: a new version may need changes here, and then `edited-project.test.ts` fails.
import { API, type Diagnostic, type Program, type Snapshot } from 'typescript/unstable/async';
import { Dependents } from './dependents.ts';

/** What is checked: the sources of the functions, or the template with its imports from there. */
export type TypeScope = 'functions' | 'template';

const folders: Readonly<Record<TypeScope, readonly string[]>> = {
  functions: ['core', 'adapters', 'functions'],
  template: ['bin', 'lib'],
};

const scopes = Object.keys(folders) as TypeScope[];

/** Resolves to the compiler's type errors; undefined if there are none. Rejects with the signal's reason. */
export type CheckTypes = (scope: TypeScope, signal: AbortSignal) => Promise<string | undefined>;

interface Client {
  connect(): Promise<void>;
  readonly process: ChildProcess;
  close(): Promise<void>;
}

interface Compiler {
  readonly api: Pick<API, 'updateSnapshot'>;
  end(): Promise<void>;
}

/**
 * Checks types with the project's own compiler and options. The compiler stays up with its parsed sources, some hundreds of
 * megabytes: starting it and reading them again takes several times longer than a check. Once a scope was without errors, only
 * edited files and those that depend on them are checked: all of them take ten times as long as a few.
 */
export class TypeChecker {
  readonly #projectDirectory: string;
  readonly #directory: string;
  #compiler: Promise<Compiler> | undefined;
  #snapshot: Snapshot | undefined;
  /** Edits that the compiler has not received. */
  readonly #edited = new Set<string>();
  /** By scope, what was edited since it was without errors. Absent: it has not been so yet. */
  readonly #unverified = new Map<TypeScope, Set<string>>();
  #dependents: Dependents;

  /** @param directory for the configuration of each scope */
  constructor(projectDirectory: string, directory: string) {
    this.#projectDirectory = projectDirectory;
    this.#directory = directory;
    this.#dependents = new Dependents(projectDirectory);
  }

  /** Makes the next check read these files again, after they were written, created or removed. Absolute paths. */
  edited(files: readonly string[]): void {
    for (const all of [this.#edited, ...this.#unverified.values()]) for (const file of files) all.add(file);
    this.#dependents.edited(files);
  }

  /** See `CheckTypes`. One check at a time. */
  async check(scope: TypeScope, signal: AbortSignal): Promise<string | undefined> {
    const wrong = await this.#find(scope, signal).catch(async (error: unknown) => {
      if (error === signal.reason) throw error;
      // Whatever happened to the compiler, a new one can still check.
      await this.end();
      return this.#find(scope, signal);
    });
    return wrong.length === 0 ? undefined : (await Promise.all(wrong.map((each) => this.#tell(each)))).join('\n');
  }

  /** Ends the compiler and its pending checks. Another check starts a new one. */
  async end(): Promise<void> {
    const compiler = await this.#compiler?.catch(() => undefined);
    this.#compiler = undefined;
    this.#unverified.clear();
    this.#dependents = new Dependents(this.#projectDirectory);
    await compiler?.end();
  }

  async #find(scope: TypeScope, signal: AbortSignal): Promise<readonly Diagnostic[]> {
    const program = await this.#programOf(scope, signal);
    const unverified = this.#unverified.get(scope);
    // Edits from here on are for the next check.
    const later = new Set<string>();
    this.#unverified.set(scope, later);
    let isVerified = false;
    try {
      const affected = unverified && (await this.#dependents.of(unverified, await this.#sourcesOf(program)));
      const wrong = await wrongIn(program, affected, signal);
      isVerified = wrong.length === 0;
      return wrong;
    } finally {
      if (!isVerified && unverified === undefined) this.#unverified.delete(scope);
      else if (!isVerified) for (const file of unverified ?? []) later.add(file);
    }
  }

  async #sourcesOf(program: Program): Promise<string[]> {
    const own = path.join(this.#projectDirectory, path.sep);
    const names = await program.getSourceFileNames();
    return names.filter((name) => name.startsWith(own) && !name.includes('/node_modules/'));
  }

  async #programOf(scope: TypeScope, signal: AbortSignal): Promise<Program> {
    // Only a new compiler detects created and removed files and changed options.
    if (![...this.#edited].every((file) => this.#isWritten(file))) await this.end();
    const configuration = this.#configurationFile(scope);
    const isOpen = this.#snapshot?.getProject(configuration) !== undefined;
    if (!isOpen) await writeFile(configuration, JSON.stringify(this.#configurationOf(scope)));
    // From here on the compiler receives all edits so far, or is replaced.
    signal.throwIfAborted();
    const edited = [...this.#edited];
    this.#edited.clear();
    this.#compiler ??= this.#start();
    const snapshot = await (await this.#compiler).api.updateSnapshot({
      ...(!isOpen && { openProjects: [configuration] }),
      fileChanges: { changed: edited },
    });
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    await before?.dispose();
    const project = snapshot.getProject(configuration);
    if (project === undefined) throw new Error(`The compiler has not opened ${configuration}.`);
    return project.program;
  }

  /** The API does not notice the end of its compiler process: callers would wait forever. So this uses its private fields. */
  async #start(): Promise<Compiler> {
    const api = new API({ cwd: this.#projectDirectory });
    const { client } = api as unknown as { readonly client: Client };
    await client.connect();
    const child = client.process;
    const ended = once(child, 'exit').then(() => {
      this.#compiler = undefined;
      this.#snapshot = undefined;
      return client.close();
    });
    return {
      api,
      end: () => {
        child.kill('SIGKILL');
        return ended;
      },
    };
  }

  /** Whether this is an existing source, and a known one if its scope has been read. */
  #isWritten(file: string): boolean {
    const [folder = ''] = path.relative(this.#projectDirectory, file).split(path.sep);
    const scope = scopes.find((each) => folders[each].includes(folder));
    if (scope === undefined || !existsSync(file)) return false;
    const project = this.#snapshot?.getProject(this.#configurationFile(scope));
    return project === undefined || project.rootFiles.includes(file);
  }

  readonly #configurationFile = (scope: TypeScope): string => path.join(this.#directory, `tsconfig.${scope}.json`);

  #configurationOf(scope: TypeScope) {
    return {
      extends: path.join(this.#projectDirectory, 'tsconfig.json'),
      compilerOptions: { typeRoots: [path.join(this.#projectDirectory, 'node_modules/@types')] },
      include: folders[scope].map((folder) => path.join(this.#projectDirectory, folder)),
    };
  }

  /** As the compiler prints it. */
  async #tell({ fileName, pos, code, text, messageChain = [] }: Diagnostic): Promise<string> {
    const said = [`error TS${code}: ${text}`, ...chained(messageChain, 1)].join('\n');
    if (fileName === undefined) return said;
    const before = (await readFile(fileName, 'utf8')).slice(0, pos).split('\n');
    const place = `${before.length},${(before.at(-1)?.length ?? 0) + 1}`;
    return `${path.relative(this.#projectDirectory, fileName)}(${place}): ${said}`;
  }
}

const chained = (chain: readonly Diagnostic[], depth: number): string[] =>
  chain.flatMap(({ text, messageChain = [] }) => [`${'  '.repeat(depth)}${text}`, ...chained(messageChain, depth + 1)]);

/**
 * In the compiler's own order: after errors of one kind, the later kinds are not computed.
 * @param affected the files to check; undefined: all of them
 */
async function wrongIn(
  program: Program,
  affected: ReadonlySet<string> | undefined,
  signal: AbortSignal,
): Promise<readonly Diagnostic[]> {
  const kinds = [
    () => Promise.all([program.getConfigFileParsingDiagnostics(), program.getSyntacticDiagnostics()]),
    () => Promise.all([program.getProgramDiagnostics(), ...(affected ? [] : [program.getGlobalDiagnostics()])]),
    () =>
      Promise.all(
        affected
          ? [...affected].map((file) => program.getSemanticDiagnostics(file))
          : [program.getSemanticDiagnostics()],
      ),
  ];
  for (const find of kinds) {
    signal.throwIfAborted();
    const wrong = (await find()).flat();
    if (wrong.length > 0) return wrong;
  }
  return [];
}
