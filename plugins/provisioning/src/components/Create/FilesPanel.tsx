import { useMemo, useState } from 'react';
import { Skeleton } from '@backstage/ui';
import type { PreviewFile } from '@runway/plugin-provisioning-common';
import { Panel } from '../common/Panel';
import { FileContent } from './FileContent';
import { buildFileTree, fileId } from './buildFileTree';
import { FileTree } from './FileTree';
import styles from './FilesPanel.module.css';

/** Every file that will be committed, with its content. */
export function FilesPanel(props: {
  files?: PreviewFile[];
  /** Whether the preview failed: its panel says so, this one stays away. */
  failed: boolean;
}) {
  const { files, failed } = props;
  const nodes = useMemo(() => buildFileTree(files ?? []), [files]);
  const [chosen, setChosen] = useState<string>();
  if (failed && !files) {
    return null;
  }
  const selected =
    files?.find(file => fileId(file) === chosen) ??
    files?.find(isReadme) ??
    files?.[0];
  return (
    <Panel title="Files" aside={files && `${files.length} will be committed`}>
      {!files && <Skeleton width="100%" height={420} />}
      {selected && (
        <div className={styles.viewer}>
          <div className={styles.tree}>
            <FileTree
              nodes={nodes}
              selected={fileId(selected)}
              onSelect={file => setChosen(fileId(file))}
            />
          </div>
          <FileContent key={fileId(selected)} file={selected} />
        </div>
      )}
      {files?.length === 0 && 'This template commits no files.'}
    </Panel>
  );
}

function isReadme(file: PreviewFile): boolean {
  return file.path.toLocaleLowerCase('en-US') === 'readme.md';
}
