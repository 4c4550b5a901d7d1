import { Link } from '@backstage/ui';
import type { Change, ChangeFile } from '@runway/plugin-provisioning-common';
import { isWebAddress } from '../../formatting/isWebAddress';
import tableStyles from '../common/DataTable.module.css';
import { Panel } from '../common/Panel';

const WORDS: Record<ChangeFile['change'], string> = {
  delete: 'Deleted',
  create: 'New',
  update: 'Changed',
  move: 'Moved',
};

/** The files of the merge request. */
export function ChangeFilesPanel(props: {
  files: ChangeFile[];
  mergeRequest?: Change['mergeRequest'];
}) {
  const { files, mergeRequest } = props;
  if (files.length === 0) {
    return null;
  }
  return (
    <Panel
      title="Files of the merge request"
      aside={files.length}
      actions={
        isWebAddress(mergeRequest?.url) && (
          <Link
            href={mergeRequest?.url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {mergeRequest?.title}
          </Link>
        )
      }
    >
      <table className={tableStyles.table} aria-label="Files">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">What happens</th>
            <th scope="col">Repository</th>
          </tr>
        </thead>
        <tbody>
          {files.map(file => (
            <tr key={`${file.repository} ${file.path}`}>
              <th scope="row" className={tableStyles.mono}>
                {file.path}
                {file.from && (
                  <div className={tableStyles.hint}>from {file.from}</div>
                )}
              </th>
              <td>{WORDS[file.change]}</td>
              <td data-label="Repository" className={tableStyles.mono}>
                {file.repository}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
