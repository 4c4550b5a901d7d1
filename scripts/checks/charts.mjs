import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { findHelm } from './findHelm.mjs';

const source = join(
  dirname(fileURLToPath(import.meta.url)),
  '..',
  '..',
  'helm',
);

/** Charts of workloads, and all that can be rendered. */
export const workloads = ['api-service', 'web-app', 'worker', 'scheduled-job'];
export const allCharts = [...workloads, 'tenant'];

/** Minor versions of Kubernetes that the charts are for. */
export const kubernetesVersions = ['1.32', '1.33', '1.34', '1.35'];

/** A copy of helm/ with dependencies in place, as Argo CD prepares it, so that the work tree stays clean. */
export class Charts {
  #helm;
  #folder;

  static async prepare() {
    const charts = new Charts();
    charts.#helm = await findHelm();
    charts.#folder = mkdtempSync(join(tmpdir(), 'runway-charts-'));
    // What an earlier build left in the work tree would hide a broken dependency.
    cpSync(source, charts.#folder, {
      recursive: true,
      filter: path => !/\/(charts|Chart\.lock)$/.test(path),
    });
    for (const chart of allCharts) {
      const { status, stderr } = charts.#run([
        'dependency',
        'build',
        join(charts.#folder, chart),
      ]);
      if (status !== 0) {
        throw new Error(`helm dependency build ${chart}: ${stderr}`);
      }
    }
    return charts;
  }

  dispose() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param {string} chart @returns {string[]} paths of ci/*-values.yaml */
  ciValues(chart) {
    const folder = join(this.#folder, chart, 'ci');
    return readdirSync(folder).map(name => join(folder, name));
  }

  /** @param {string} chart @param {string} valuesFile @param {string} kubernetes a minor version */
  lint(chart, valuesFile, kubernetes) {
    return this.#run([
      'lint',
      '--strict',
      '--kube-version',
      kubernetes,
      join(this.#folder, chart),
      '--values',
      valuesFile,
    ]);
  }

  /**
   * Renders a chart.
   * @param {string} chart
   * @param {{ values?: (string | object)[], release?: string, namespace?: string, kubernetes?: string }} options files or objects, later ones win
   * @returns {{ status: number, stderr: string, objects: any[] }}
   */
  render(
    chart,
    {
      values = [],
      release = 'test',
      namespace = 'test',
      kubernetes = kubernetesVersions.at(-1),
    },
  ) {
    const files = values.map((value, index) => {
      if (typeof value === 'string') {
        return value;
      }
      const file = join(this.#folder, `values-${index}.yaml`);
      // JSON is YAML in which nothing is taken for something else.
      writeFileSync(file, JSON.stringify(value));
      return file;
    });
    const { status, stdout, stderr } = this.#run([
      'template',
      release,
      join(this.#folder, chart),
      '--namespace',
      namespace,
      '--kube-version',
      kubernetes,
      ...files.flatMap(file => ['--values', file]),
    ]);
    const objects =
      status === 0
        ? parseAllDocuments(stdout)
            .map(document => document.toJS())
            .filter(Boolean)
        : [];
    return { status, stderr, objects };
  }

  #run(args) {
    const env = { ...process.env };
    delete env.KUBECONFIG;
    return spawnSync(this.#helm, args, { encoding: 'utf8', env });
  }
}
