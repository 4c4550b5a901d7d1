import type { LedgerRow, MarkedThing } from '../types';
import type { DatabaseLedgerView } from '../database/DatabaseLedgerView';
import { groupBy } from '../groupBy';
import type { Survey } from '../survey/Survey';
import type { MarkScan } from './MarkScan';

/**
 * Files of the GitOps repository whose first line names a run. A row of the ledger stands for many files, so those
 * that a row doesn't cover are put together: one thing a run.
 */
export class GitOpsScan implements MarkScan {
  readonly system = 'gitlab';
  readonly name = 'gitops-files';

  constructor(
    readonly instance: string,
    private readonly options: { ledger: DatabaseLedgerView },
  ) {}

  async scan(survey: Survey): Promise<{ found: MarkedThing[] }> {
    const paths = new Map<string, string[]>();
    for (const [path, runId] of await survey.gitopsFiles()) {
      if (runId) {
        paths.set(runId, [...(paths.get(runId) ?? []), path]);
      }
    }
    const rows = groupBy(
      await this.options.ledger.rowsOfRuns('gitops-files', [...paths.keys()]),
      ({ run }) => run.id,
    );
    const { project } = survey.upstreams.gitops;
    return {
      found: [...paths].flatMap(([runId, all]) => {
        const own = rows.get(runId) ?? [];
        const listed = own.filter(
          ({ resource }) => resource.state !== 'undone',
        );
        const rest = all.filter(path => !listed.some(row => covers(row, path)));
        const undone = own.find(row => rest.some(path => covers(row, path)));
        return rest.length === 0
          ? []
          : [
              {
                kind: 'gitops-files' as const,
                system: 'gitlab' as const,
                instance: this.instance,
                key: undone?.resource.key ?? `${project}: ${rest.sort()[0]}`,
                runId,
                details: { paths: rest },
              },
            ];
      }),
    };
  }
}

/** Whether a file belongs to what a row declares: a promotion adds files after the run has ended. */
function covers({ resource, run }: LedgerRow, path: string): boolean {
  const { paths } = resource.details;
  if (Array.isArray(paths) && paths.includes(path)) {
    return true;
  }
  const folder = resource.key.split(': ')[1];
  if (path.startsWith(`${folder}/`)) {
    return true;
  }
  const file = /^environments\/[^/]+\/applications\/(.+)\.yaml$/.exec(
    path,
  )?.[1];
  const [part, team] = folder.split('/');
  return part === 'tenants'
    ? file === `tenant-${team}` || file === `project-${team}`
    : file === run.name;
}
