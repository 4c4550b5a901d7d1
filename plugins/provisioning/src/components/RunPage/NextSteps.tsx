import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { BgProvider, ButtonLink } from '@backstage/ui';
import {
  RiArrowRightLine,
  RiCheckboxCircleLine,
  RiExternalLinkLine,
} from '@remixicon/react';
import type { ResourceKind, Run } from '@runway/plugin-provisioning-common';
import { formatDuration } from '../../formatting/formatDuration';
import { isWebAddress } from '../../formatting/isWebAddress';
import { CopyButton } from '../common/CopyButton';
import styles from './NextSteps.module.css';

/** By the kind of what the run made. */
const WHAT_NOW: Partial<Record<string, string>> = {
  component:
    'Clone it, change a line and open a merge request: once merged, the pipeline deploys it.',
  group: 'The team’s services have a place in every environment now.',
  user: 'The invitation is on its way; the first days can be followed in Onboarding.',
};

/** What the run made is there: where to go from here. */
export function NextSteps(props: { run: Run; elapsedMs: number }) {
  const { run, elapsedMs } = props;
  const entityRoute = useRouteRef(entityRouteRef);
  const repository = run.resources.find(
    resource => resource.kind === 'gitlab-project',
  )?.url;
  const links = collectLinks(run);
  return (
    <section className={styles.ready} aria-label="Next steps">
      <RiCheckboxCircleLine size={24} aria-hidden className={styles.icon} />
      <BgProvider bg="neutral-1">
        <div className={styles.body}>
          <p className={styles.title}>{run.name} is ready</p>
          <p className={styles.text}>
            It took {formatDuration(elapsedMs)}.{' '}
            {WHAT_NOW[parseEntityRef(run.entityRef).kind]}
          </p>
          <div className={styles.links}>
            {entityRoute && (
              <ButtonLink
                variant="primary"
                size="medium"
                href={entityRoute(parseEntityRef(run.entityRef))}
                iconEnd={<RiArrowRightLine />}
              >
                See it in the catalog
              </ButtonLink>
            )}
            {links.map(link => (
              <ButtonLink
                key={link.url}
                variant="secondary"
                size="medium"
                href={link.url}
                target="_blank"
                rel="noopener noreferrer"
                iconEnd={<RiExternalLinkLine />}
              >
                {link.title}
              </ButtonLink>
            ))}
          </div>
          {isWebAddress(repository) && (
            <div className={styles.clone}>
              <code>git clone {cloneUrl(repository)}</code>
              <CopyButton
                label="Copy the clone command"
                text={`git clone ${cloneUrl(repository)}`}
              />
            </div>
          )}
        </div>
      </BgProvider>
    </section>
  );
}

function cloneUrl(url: string): string {
  return url.endsWith('.git') ? url : `${url.replace(/\/$/, '')}.git`;
}

const LINK_TITLES: Partial<Record<ResourceKind, string>> = {
  'gitlab-project': 'Open the repository',
  'argocd-application': 'Open in Argo CD',
};

/** Where to go besides the catalog, named after what a person does there. */
function collectLinks(run: Run): Array<{ title: string; url: string }> {
  return run.links.flatMap(({ title, url }) => {
    const kind = run.resources.find(resource => resource.url === url)?.kind;
    return isWebAddress(url) && kind !== 'catalog-location'
      ? [{ title: (kind && LINK_TITLES[kind]) ?? title, url }]
      : [];
  });
}
