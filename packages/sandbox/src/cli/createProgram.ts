import { Command, InvalidArgumentError, Option } from 'commander';
import { dirname, join, resolve } from 'node:path';
import { startSandbox, type SandboxOptions } from '../core/Sandbox';
import { parseScale, type ScaleOptions } from '../scale/ScaleOptions';
import { removeConnection, writeConnection } from './connection';
import { createFaultsCommand } from './createFaultsCommand';

interface StartOptions {
  port: number;
  dataDir: string;
  seed: NonNullable<SandboxOptions['seed']>;
  pace: number;
  scale?: ScaleOptions;
  verbose: boolean;
}

/** Root of the project, whose charts, pipelines and templates the sandbox serves from Git. */
const PROJECT = resolve(
  dirname(require.resolve('../../package.json')),
  '../..',
);

/** How long an orderly stop may take before it is forced. */
const STOP_MILLISECONDS = 10_000;

/** The command line `runway-sandbox`. */
export function createProgram(): Command {
  const program = new Command('runway-sandbox').description(
    'The upstream systems of Runway on loopback: GitLab, Argo CD, Vault, Kubernetes, OpenID provider',
  );
  program
    .command('start')
    .description('starts all systems and runs until it gets SIGINT or SIGTERM')
    .option('--port <number>', 'port on localhost', port, 7100)
    .option(
      '--data-dir <folder>',
      'where the state lies; made when missing',
      '.runway/state/sandbox',
    )
    .addOption(
      new Option('--seed <size>', 'what a new state is filled with')
        .choices(['sample', 'minimal', 'none'])
        .default('sample'),
    )
    .option(
      '--pace <factor>',
      'multiplies simulated durations; 0 = without waiting',
      factor,
      1,
    )
    .option(
      '--scale <numbers>',
      'fills it: projects=5000,applications=5000,objects=10000',
      scale,
    )
    .option('--verbose', 'writes what happens inside to stderr', false)
    .action(start);
  program.addCommand(createFaultsCommand());
  return program;
}

async function start(options: StartOptions) {
  const dataDir = resolve(options.dataDir);
  const sandbox = await startSandbox({
    dataDir,
    port: options.port,
    seed: options.seed,
    pace: options.pace,
    scale: options.scale,
    sources: {
      charts: join(PROJECT, 'helm'),
      pipelines: join(PROJECT, 'templates/pipelines'),
      templates: join(PROJECT, 'templates'),
      infrastructure: join(PROJECT, 'infrastructure'),
    },
    log: options.verbose
      ? message => process.stderr.write(`${message}\n`)
      : undefined,
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE'
      ? new Error(
          `Port ${options.port} is taken by another program. Stop it, or choose another port with --port.`,
        )
      : error;
  });
  await writeConnection(dataDir, sandbox);
  process.stdout.write(`Sandbox ready at ${sandbox.url}\n`);

  let stopping = false;
  const stop = async () => {
    if (stopping) {
      return;
    }
    stopping = true;
    setTimeout(() => process.exit(1), STOP_MILLISECONDS).unref();
    await removeConnection(dataDir);
    await sandbox.stop();
    process.exit(0);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65535) {
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  }
  return number;
}

function scale(text: string): ScaleOptions {
  try {
    return parseScale(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function factor(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) {
    throw new InvalidArgumentError('It must be a number, 0 or more.');
  }
  return number;
}
