import { Argument, Command, InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import {
  describeFault,
  describeFrequency,
  describeScope,
} from '../faults/describeRule';
import type { FaultRuleInput, FaultState } from '../faults/FaultRule';
import { FAULT_PRESETS } from '../faults/presets';
import { FAULT_KINDS, readFault } from '../faults/readFault';
import { readConnection } from './connection';
import { FaultsClient } from './FaultsClient';

interface Where {
  url?: string;
  dataDir: string;
}

interface AddOptions extends Where {
  id?: string;
  instance?: string;
  method?: string;
  path?: string;
  skip?: number;
  times?: number;
  probability?: number;
  jitter?: number;
  header?: Record<string, string>;
  events?: number;
  query?: Record<string, string>;
}

/** `faults`: what is to go wrong in a sandbox that runs. */
export function createFaultsCommand(): Command {
  const faults = new Command('faults').description(
    'what is to go wrong in a sandbox that runs',
  );
  const command = (name: string, description: string) =>
    faults
      .command(name)
      .description(description)
      .option('--url <address>', 'of the sandbox; else that of its state')
      .option(
        '--data-dir <folder>',
        'where the state of the sandbox lies',
        '.runway/state/sandbox',
      );

  command('list', 'shows the faults in force')
    .option('--json', 'as JSON, with the log', false)
    .action(async (options: Where & { json: boolean }) => {
      const known = await (await connect(options)).list();
      if (options.json) {
        print(JSON.stringify(known, undefined, 2));
      } else {
        known.faults.forEach(rule => print(describe(rule)));
        print(known.faults.length === 0 ? 'No faults' : '');
      }
    });

  command('add', 'puts a fault in force')
    .addArgument(
      new Argument(
        '<system>',
        'gitlab, argocd, vault, kubernetes or oidc; or the name of a usual fault alone',
      ),
    )
    .argument('[fault]', `${FAULT_KINDS.join(', ')}; with =<number>`)
    .option('--id <id>', 'a name of its own')
    .option('--instance <cluster>', 'this cluster only')
    .option('--method <method>', 'this method only')
    .option('--path <pattern>', '* within a segment, ** across segments')
    .option('--skip <number>', 'requests that pass first', number)
    .option('--times <number>', 'requests that are hit', number)
    .option('--probability <number>', 'from 0 to 1', number)
    .option('--jitter <milliseconds>', 'of latency: up to this more', number)
    .option('--events <number>', 'of stream-lose: how many are lost', number)
    .option(
      '--query <name=value>',
      'with this in the query; may be repeated',
      query,
    )
    .option('--header <name: value>', 'of status; may be repeated', header)
    .addHelpText(
      'after',
      `\nUsual faults: ${FAULT_PRESETS.map(({ id }) => id).join(', ')}\n`,
    )
    .action(
      async (
        system: string,
        fault: string | undefined,
        options: AddOptions,
      ) => {
        const rule = fault
          ? ruleOf(system, fault, options)
          : presetNamed(system);
        print(describe(await (await connect(options)).add(rule)));
      },
    );

  command('clear', 'ends the faults named, or all')
    .argument('[id...]')
    .action(async (ids: string[], options: Where) => {
      const client = await connect(options);
      for (const id of ids) {
        await client.remove(id);
      }
      if (ids.length === 0) {
        await client.clear();
      }
    });

  command('seed', 'begins counting and drawing anew')
    .argument('<seed>')
    .action(async (seed: string, options: Where) =>
      (await connect(options)).reset(seed),
    );
  return faults;
}

async function connect({ url, dataDir }: Where): Promise<FaultsClient> {
  return new FaultsClient(url ?? (await readConnection(resolve(dataDir))).url);
}

function ruleOf(
  system: string,
  fault: string,
  options: AddOptions,
): FaultRuleInput {
  const [kind, value] = fault.split('=');
  const { id, instance, method, path, query: asked } = options;
  const { skip, times, probability } = options;
  return {
    system: system as FaultRuleInput['system'],
    ...{ id, instance, method, path, query: asked, skip, times, probability },
    fault: readFault({
      kind,
      ...(value !== undefined && { value: number(value) }),
      ...(options.jitter !== undefined && { jitterMs: options.jitter }),
      ...(options.events !== undefined && { events: options.events }),
      ...(options.header && { headers: options.header }),
    }),
  };
}

function presetNamed(name: string): FaultRuleInput {
  const preset = FAULT_PRESETS.find(({ id }) => id === name);
  if (!preset) {
    throw new Error(
      `There is no usual fault ${name}. There are ${FAULT_PRESETS.map(
        ({ id }) => id,
      ).join(', ')}; or say what ${name} is to do, for example status=503.`,
    );
  }
  return { ...preset.rule, id: preset.id };
}

function describe(rule: FaultState): string {
  return [
    `${rule.id}: ${describeScope(rule)}`,
    describeFault(rule.fault),
    describeFrequency(rule),
    `hit ${rule.hits}, passed ${rule.passed}`,
  ]
    .filter(Boolean)
    .join('; ');
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('It must be a number.');
  }
  return value;
}

function header(text: string, known: Record<string, string> = {}) {
  const [name, ...value] = text.split(':');
  if (value.length === 0) {
    throw new InvalidArgumentError('It must be <name>: <value>.');
  }
  return { ...known, [name.trim()]: value.join(':').trim() };
}

function print(line: string) {
  if (line) {
    process.stdout.write(`${line}\n`);
  }
}

function query(text: string, known: Record<string, string> = {}) {
  const [name, ...value] = text.split('=');
  if (value.length === 0) {
    throw new InvalidArgumentError('It must be <name>=<value>.');
  }
  return { ...known, [name]: value.join('=') };
}
