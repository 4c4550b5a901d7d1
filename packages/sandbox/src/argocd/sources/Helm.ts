import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Limiter } from './Limiter';

export interface TemplateOptions {
  /** Directory of the chart. */
  chart: string;
  releaseName: string;
  namespace: string;
  kubeVersion: string;
  apiVersions: string[];
  /** In the order in which they override each other. */
  values: Array<{ label: string; content: string | Buffer }>;
  parameters: Array<{ name: string; value?: string; forceString?: boolean }>;
  skipCrds?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
}

const timeout = 90_000;

/** Runs a real helm, few at a time, away from the user's own helm configuration. */
export class Helm {
  readonly #limiter = new Limiter(2);
  #binary: Promise<string> | undefined;

  constructor(
    private readonly find: () => Promise<string>,
    private readonly home: string,
  ) {}

  /** Number of processes started so far. */
  runs = 0;

  async binary(): Promise<string> {
    if (!this.#binary) {
      this.#binary = this.find();
      // Looked for again next time: it may have been installed meanwhile.
      this.#binary.catch(() => {
        this.#binary = undefined;
      });
    }
    return this.#binary;
  }

  /** Text of all manifests. @throws Error with the command and what helm said */
  async template(options: TemplateOptions): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'runway-argocd-values-'));
    try {
      const args = [
        'template',
        '.',
        '--name-template',
        options.releaseName,
        '--namespace',
        options.namespace,
        '--kube-version',
        options.kubeVersion,
      ];
      const shown = [...args];
      for (const { name, value, forceString } of options.parameters) {
        const set = [
          forceString ? '--set-string' : '--set',
          `${name}=${escapeParameter(value ?? '')}`,
        ];
        args.push(...set);
        shown.push(...set);
      }
      for (const [index, { label, content }] of options.values.entries()) {
        const file = join(directory, `${index}.yaml`);
        await writeFile(file, content);
        args.push('--values', file);
        shown.push('--values', label);
      }
      const switches = [
        ...(options.skipCrds ? [] : ['--include-crds']),
        ...(options.skipSchemaValidation ? ['--skip-schema-validation'] : []),
        ...(options.skipTests ? ['--skip-tests'] : []),
      ];
      shown.push('<api versions removed>', ...switches);
      args.push(
        ...options.apiVersions.flatMap(version => ['--api-versions', version]),
        ...switches,
      );
      return await this.#run(args, options.chart, shown, text =>
        options.values.reduce(
          (message, { label }, index) =>
            message.replaceAll(join(directory, `${index}.yaml`), label),
          text,
        ),
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  /** Brings a chart's dependencies into its `charts` directory. */
  async buildDependencies(chart: string): Promise<void> {
    const args = ['dependency', 'build'];
    await this.#run(args, chart, args, text => text);
  }

  async #run(
    args: string[],
    directory: string,
    shown: string[],
    readable: (text: string) => string,
  ): Promise<string> {
    const binary = await this.binary();
    mkdirSync(this.home, { recursive: true });
    return this.#limiter.run(async () => {
      this.runs++;
      return new Promise((resolve, reject) => {
        execFile(
          binary,
          args,
          {
            cwd: directory,
            timeout,
            maxBuffer: 64 * 1024 * 1024,
            env: {
              PATH: process.env.PATH,
              HOME: this.home,
              HELM_CACHE_HOME: join(this.home, 'cache'),
              HELM_CONFIG_HOME: join(this.home, 'config'),
              HELM_DATA_HOME: join(this.home, 'data'),
            },
          },
          (error, stdout, stderr) => {
            if (!error) {
              resolve(stdout);
              return;
            }
            const cause = error.killed
              ? `timeout after ${timeout / 1_000}s`
              : `exit status ${error.code}`;
            const said = readable(stderr.trim()).replaceAll(
              directory,
              '<path to cached source>',
            );
            reject(
              new Error(`\`helm ${shown.join(' ')}\` failed ${cause}: ${said}`),
            );
          },
        );
      });
    });
  }
}

/** Commas separate parameters for helm, so those of a value are escaped, as Argo CD does. */
function escapeParameter(value: string): string {
  return value.replace(/(?<!\\),/g, '\\,');
}
