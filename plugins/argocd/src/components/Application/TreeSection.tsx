import { useApi } from '@backstage/frontend-plugin-api';
import { SearchField } from '@backstage/ui';
import type {
  ApplicationRef,
  ResourceTree,
  TreeNode,
} from '@runway/plugin-argocd-common';
import { useDeferredValue, useState } from 'react';
import { deliveryApiRef } from '../../api/deliveryApiRef';
import { useLive } from '../../hooks/useLive';
import { HealthLabel } from '../HealthLabel/HealthLabel';
import { RelativeTime } from '../RelativeTime/RelativeTime';
import { SourceNotices } from '../SourceNotices/SourceNotices';
import { isAnswered } from '../isAnswered';
import styles from './Application.module.css';
import { Loaded } from '../Loaded/Loaded';
import { inTreeOrder } from './inTreeOrder';

/** What an application consists of, each under what made it. */
export function TreeSection(props: {
  application: ApplicationRef;
  channel: string;
}) {
  const { application, channel } = props;
  const api = useApi(deliveryApiRef);
  const [words, setWords] = useState('');
  const q = useDeferredValue(words.trim()) || undefined;
  const tree = useLive<ResourceTree>({
    key: JSON.stringify([application, q]),
    load: signal => api.tree(application, { q }, { signal }),
    channelOf: () => channel,
  });
  return (
    <div className={styles.section}>
      <SearchField
        label="Find a resource"
        placeholder="Kind or name"
        value={words}
        onChange={setWords}
        className={styles.search}
      />
      <Loaded live={tree} what="The resources">
        {({ nodes, matching, total, sources }) => (
          <>
            <SourceNotices sources={sources} />
            {nodes.length < total && (
              <p className={styles.note} role="status">
                {q ? `${matching} of ${total} resources match` : ''}
                {nodes.length < matching &&
                  `${q ? '; ' : ''}${
                    nodes.length
                  } of ${matching} are shown, those that are not well first`}
              </p>
            )}
            {nodes.length === 0 && isAnswered(sources) && (
              <p className={styles.note}>
                {q
                  ? 'No resource has these letters in its kind or name.'
                  : 'There are no resources yet.'}
              </p>
            )}
            {nodes.length > 0 && (
              <ul className={styles.tree} aria-label="Resources">
                {inTreeOrder(nodes).map(({ node, depth }) => (
                  <Node key={node.id} node={node} depth={depth} />
                ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function Node(props: { node: TreeNode; depth: number }) {
  const { node, depth } = props;
  return (
    <li
      className={styles.node}
      style={{ paddingLeft: `${Math.min(depth, 6) * 20}px` }}
    >
      <span className={styles.nodeName}>
        <span className={styles.quiet}>{node.kind}</span> {node.name}
      </span>
      <span className={styles.nodeState}>
        {node.info?.map(({ name, value }) => (
          <span key={name} className={styles.quiet}>
            {name} {value}
          </span>
        ))}
        {(node.health || node.sync === 'OutOfSync') && (
          <HealthLabel
            state={{
              state: 'deployed',
              health: node.health ?? 'Healthy',
              sync: node.sync ?? 'Synced',
            }}
          />
        )}
        {node.createdAt && (
          <span className={styles.quiet}>
            <RelativeTime time={node.createdAt} />
          </span>
        )}
      </span>
      {node.message && <p className={styles.text}>{node.message}</p>}
    </li>
  );
}
