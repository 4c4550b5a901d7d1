import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import type { Change } from '@runway/plugin-provisioning-common';
import { auditRouteExternalRef, changeRouteRef } from '../../routes';
import { Notice } from '../common/Notice';

/** The one thing to know about what was taken down, and the ways to everything that is recorded of it. */
export function DecommissionNotice(props: {
  change: Change;
  /** What it was: service, resource. */
  noun: string;
}) {
  const { change, noun } = props;
  const changeRoute = useRouteRef(changeRouteRef);
  const auditRoute = useRouteRef(auditRouteExternalRef);
  const { tone, title, text } = describe(change, noun);
  return (
    <Notice
      tone={tone}
      title={title}
      actions={
        <>
          <ButtonLink
            variant="secondary"
            href={changeRoute?.({ id: change.id }) ?? ''}
          >
            See its decommission
          </ButtonLink>
          {auditRoute && (
            <ButtonLink
              variant="secondary"
              href={`${auditRoute()}?object=${encodeURIComponent(
                change.entityRef,
              )}`}
            >
              See the audit trail
            </ButtonLink>
          )}
        </>
      }
    >
      {text}
    </Notice>
  );
}

function describe({ status, waitingFor, error }: Change, noun: string) {
  switch (status) {
    case 'completed':
      return {
        tone: 'info',
        title: `This ${noun} was decommissioned`,
        text: 'Its catalog entry is gone, and what is below is what Runway recorded.',
      } as const;
    case 'failed':
    case 'incomplete':
      return {
        tone: 'warning',
        title: `The decommission of this ${noun} has stopped`,
        text: `Its catalog entry is gone already, and not everything could be done. ${
          error?.message ?? ''
        } Its owner and platform engineers can press Retry on the page of the decommission.`,
      } as const;
    default:
      return {
        tone: 'info',
        title: `This ${noun} is being decommissioned`,
        text: `Its catalog entry is gone already. ${
          waitingFor ? `Waiting: ${waitingFor}` : 'Runway works on the rest.'
        }`,
      } as const;
  }
}
