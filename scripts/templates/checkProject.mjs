import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { parse } from 'yaml';
import { includeComponent } from '../checks/components.mjs';
import { exitOf } from '../lib/run.mjs';
import { stateDir } from '../lib/toolchain.mjs';
import { assertNone } from './assertNone.mjs';
import { findWheelTool } from './findWheelTool.mjs';
import { generatedProject } from './generatedProject.mjs';
import { Unverified } from './KitReport.mjs';
import { isOwnRepository } from './planExample.mjs';

/** The components that run a project's own tests, and a command that succeeds where they can run. */
const TEST_COMPONENTS = {
  'node-test': ['npm', '--version'],
  // Debian has Python without what makes virtual environments.
  'python-test': [
    'python3',
    '-c',
    'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))',
  ],
};
const PASSED = [/^(?:ℹ|#) pass ([1-9]\d*)$/m, /\b([1-9]\d*) passed\b/];
const PINNED =
  /:[^:@/]*\d+\.\d+[^:@/]*(@sha256:[0-9a-f]{64})?$|@sha256:[0-9a-f]{64}$/;

/**
 * The generated project: its own checks, by the scripts of the pipeline components that it includes; its image file, by hadolint.
 */
export async function checkProject({ report, template, example, plan }) {
  const check = (title, work) =>
    report.check(template.name, 'project', `${example.name}: ${title}`, work);
  const files = plan.files.filter(({ repository }) =>
    isOwnRepository(plan, repository),
  );
  const find = name =>
    files.find(({ path }) => path === name)?.bytes.toString();
  const pipeline = find('.gitlab-ci.yml');
  if (pipeline) {
    await check('passes its own tests', () =>
      testProject(template.name, files),
    );
  }
  for (const { path, bytes } of files) {
    const faults = LOCKS[path];
    if (faults) {
      await check(`${path}: every package by its hash, from no registry`, () =>
        assertNone(faults(bytes.toString())),
      );
    }
  }
  const dockerfile = find('Dockerfile');
  if (dockerfile) {
    await check('image file: pinned, not root, gets its signals', () =>
      checkDockerfile(dockerfile),
    );
    await check('image file: hadolint', () => lintDockerfile(dockerfile));
  }
}

/** What is wrong with a lock file, by its name. */
const LOCKS = {
  'package-lock.json': npmLockFaults,
  'requirements.txt': pipLockFaults,
  'requirements-dev.txt': pipLockFaults,
};

function npmLockFaults(text) {
  return Object.entries(JSON.parse(text).packages).flatMap(([path, entry]) =>
    [
      entry.resolved && `${path} names a registry: ${entry.resolved}`,
      path !== '' && !entry.integrity && `${path} has no hash.`,
    ].filter(Boolean),
  );
}

function pipLockFaults(text) {
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter(line => /^[^#\s]/.test(line));
  return lines
    .filter(line =>
      line.startsWith('-')
        ? /^--(extra-)?index-url/.test(line)
        : !/==\S+.*--hash=sha256:/.test(line),
    )
    .map(line => `${line.slice(0, 60)} has no hash, or names a registry.`);
}

/** The job that runs the tests: the script of the included component, with its inputs. */
function testJob(pipeline) {
  const { include = [] } = parse(pipeline, { version: '1.1' });
  for (const { component = '', inputs = {} } of include) {
    const name = /\/([a-z-]+)@[^/]+$/.exec(component)?.[1];
    if (name in TEST_COMPONENTS) {
      const jobs = Object.values(includeComponent(name, inputs));
      const needs = TEST_COMPONENTS[name];
      return { needs, script: jobs.flatMap(job => job.script ?? []) };
    }
  }
  throw new Error(
    `The pipeline includes none of ${Object.keys(TEST_COMPONENTS).join(
      ', ',
    )}: nothing tests the project.`,
  );
}

/**
 * Installs, lints, builds and tests a project as its pipeline does.
 * @returns {Promise<string>} the folder in which it was done
 * @throws Error with the end of the output when it fails, or when no test ran
 */
export async function testProject(name, files) {
  const pipeline = files.find(({ path }) => path === '.gitlab-ci.yml');
  const { needs, script } = testJob(pipeline.bytes.toString());
  const [command, ...args] = needs;
  if (spawnSync(command, args).status !== 0) {
    throw new Unverified(`Not here: ${needs.join(' ')}`);
  }
  const project = generatedProject(name, files);
  project.write();
  const { code, output } = await runScript(project.folder, script);
  assert.equal(
    code,
    0,
    `The tests fail in ${project.folder}:\n${tail(output)}`,
  );
  assert.ok(
    PASSED.some(pattern => pattern.test(output)),
    `No test ran, by the output:\n${tail(output)}`,
  );
  project.setReady();
  return project.folder;
}

async function runScript(cwd, script) {
  const child = spawn('sh', ['-e', '-c', script.join('\n')], {
    cwd,
    env: projectEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', chunk => {
      output += chunk;
    });
  }
  const code = await exitOf(child);
  // Test runners colour their output where they see a CI.
  return { code, output: stripVTControlCharacters(output) };
}

/** This process's own runner, package manager and settings must not reach the project's. */
export function projectEnvironment() {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(NODE_TEST_CONTEXT|NODE_OPTIONS|SESSION_KEY|ENVIRONMENT|PORT|CI_.*|npm_config_nodedir|YARN_.*|VIRTUAL_ENV|PYTHONPATH)$/.test(
          name,
        ),
    ),
  );
  return { ...env, PIP_DISABLE_PIP_VERSION_CHECK: '1' };
}

function checkDockerfile(text) {
  const stages = [...text.matchAll(/^FROM (?:--\S+ )*(\S+)(?: AS (\S+))?/gim)];
  const names = stages.map(([, , name]) => name);
  for (const [, image] of stages) {
    assert.ok(
      names.includes(image) || image === 'scratch' || PINNED.test(image),
      `${image} is not pinned to a version.`,
    );
  }
  assert.match(
    text,
    /^USER [1-9]\d*(:[1-9]\d*)?$/m,
    'USER has to be a number that is not 0: Kubernetes must be able to tell that it is not root.',
  );
  assert.match(
    text,
    /^(CMD|ENTRYPOINT) \["/m,
    'CMD has to be a list: through a shell, the process gets no SIGTERM.',
  );
}

async function lintDockerfile(text) {
  const hadolint = findWheelTool('hadolint', join(stateDir, 'tools'));
  if (!hadolint) {
    throw new Unverified(
      'hadolint not found: install it, or set HADOLINT to its path.',
    );
  }
  const { status, stdout } = spawnSync(hadolint, ['--no-color', '-'], {
    input: text,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout);
}

const tail = output => output.trimEnd().split('\n').slice(-40).join('\n');
