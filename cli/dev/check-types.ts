import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
// The compiler has no other API: a new version of it may need changes here, and `edited-project.test.ts` tells.
import { API, type Diagnostic, type Program, type Snapshot } from 'typescript/unstable/async';

/** What is checked: what functions are made of, or the template with what it takes from there. */
export type TypeScope = 'functions' | 'template';

const folders: Readonly<Record<TypeScope, readonly string[]>> = {
  functions: ['core', 'adapters', 'functions'],
  template: ['bin', 'lib'],
};

const scopes = Object.keys(folders) as TypeScope[];

/** Resolves to what the compiler says of wrong types; undefined where nothing is wrong. Rejects with the signal's reason. */
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
 * Checks types by the project's own compiler and options. The compiler stays up with what it has read, some hundreds of megabytes:
 * to start it and to read all of that again takes several times longer than to check.
 */
export class TypeChecker {
  readonly #projectDirectory: string;
  readonly #directory: string;
  #compiler: Promise<Compiler> | undefined;
  #snapshot: Snapshot | undefined;
  readonly #edited = new Set<string>();

  /** @param directory for the configuration of each scope */
  constructor(projectDirectory: string, directory: string) {
    this.#projectDirectory = projectDirectory;
    this.#directory = directory;
  }

  /** Has the next check read these files again, which were written, made or removed. By their absolute paths. */
  edited(files: readonly string[]): void {
    for (const file of files) this.#edited.add(file);
  }

  /** See `CheckTypes`. One check at a time. */
  async check(scope: TypeScope, signal: AbortSignal): Promise<string | undefined> {
    const find = async () => wrongIn(await this.#programOf(scope, signal), signal);
    const wrong = await find().catch(async (error: unknown) => {
      if (error === signal.reason) throw error;
      // Whatever has become of the compiler, a new one knows no worse.
      await this.end();
      return find();
    });
    return wrong.length === 0 ? undefined : (await Promise.all(wrong.map((each) => this.#tell(each)))).join('\n');
  }

  /** Ends the compiler, and what it is asked; another check would start another one. */
  async end(): Promise<void> {
    const compiler = await this.#compiler?.catch(() => undefined);
    this.#compiler = undefined;
    await compiler?.end();
  }

  async #programOf(scope: TypeScope, signal: AbortSignal): Promise<Program> {
    // Which files there are, and what they are checked by, is looked at by a new compiler only.
    if (![...this.#edited].every((file) => this.#isWritten(file))) await this.end();
    const configuration = this.#configurationFile(scope);
    const isOpen = this.#snapshot?.getProject(configuration) !== undefined;
    if (!isOpen) await writeFile(configuration, JSON.stringify(this.#configurationOf(scope)));
    // From here on the compiler knows of all edits so far, or is given up.
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

  /** The API takes no notice of its compiler's end: who has asked would wait for ever. So this uses what is private of it. */
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

  /** Whether this is a source that is there, and was if others of its scope have been read. */
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

/** In the compiler's own order: what cannot be read right is not looked at any further. */
async function wrongIn(program: Program, signal: AbortSignal): Promise<readonly Diagnostic[]> {
  const kinds = [
    () => Promise.all([program.getConfigFileParsingDiagnostics(), program.getSyntacticDiagnostics()]),
    () => Promise.all([program.getProgramDiagnostics(), program.getGlobalDiagnostics()]),
    async () => [await program.getSemanticDiagnostics()],
  ];
  for (const find of kinds) {
    signal.throwIfAborted();
    const wrong = (await find()).flat();
    if (wrong.length > 0) return wrong;
  }
  return [];
}
