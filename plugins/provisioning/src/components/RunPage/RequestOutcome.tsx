import { parseEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink, entityRouteRef } from '@backstage/plugin-catalog-react';
import { ButtonLink } from '@backstage/ui';
import { RiArrowRightLine, RiExternalLinkLine } from '@remixicon/react';
import type {
  InfrastructureRequest,
  Run,
} from '@runway/plugin-provisioning-common';
import { Fragment, type ReactNode } from 'react';
import { formatDuration } from '../../formatting/formatDuration';
import { isWebAddress } from '../../formatting/isWebAddress';
import { leadTimeOf } from '../../formatting/requestPresentation';
import { Lane } from '../common/Lane';
import { Notice } from '../common/Notice';
import { Panel } from '../common/Panel';
import { RelativeTime } from '../common/RelativeTime';
import { readRequestLane, summarisePlan } from './readRequestLane';
import styles from './RequestOutcome.module.css';

/** The run is over, what it ordered is on its way: how far it is, whom it waits for, and where to go. */
export function RequestOutcome(props: {
  run: Run;
  request: InfrastructureRequest;
}) {
  const { run, request } = props;
  const { mergeRequest, outOfDate, error } = request;
  const entityRoute = useRouteRef(entityRouteRef);
  const applied = request.status === 'applied';
  return (
    <Panel
      title={titleOf(run, request)}
      aside={
        applied
          ? `${formatDuration(
              leadTimeOf(run, Date.now()),
            )} from order to applied`
          : undefined
      }
    >
      <Lane label="Steps of the order" steps={readRequestLane(request)} />
      {error && (
        <div className={styles.notice}>
          <Notice announce tone="danger" title={error.message}>
            {error.advice}
          </Notice>
        </div>
      )}
      {outOfDate && (
        <div className={styles.notice}>
          <Notice tone="warning" title="This may be out of date">
            As of <RelativeTime time={outOfDate.since} />. {outOfDate.message}{' '}
            Nothing is lost: Runway keeps asking.
          </Notice>
        </div>
      )}
      <div className={styles.summary}>
        <div className={styles.text} role="status">
          {explain(run, request)}
        </div>
        <div className={styles.links}>
          {isWebAddress(mergeRequest.url) && (
            <ButtonLink
              variant={applied ? 'secondary' : 'primary'}
              size="medium"
              href={mergeRequest.url}
              target="_blank"
              rel="noopener noreferrer"
              iconEnd={<RiExternalLinkLine />}
            >
              {`Open merge request !${mergeRequest.iid}`}
            </ButtonLink>
          )}
          {applied && entityRoute && (
            <ButtonLink
              variant="primary"
              size="medium"
              href={entityRoute(parseEntityRef(run.entityRef))}
              iconEnd={<RiArrowRightLine />}
            >
              See it in the catalog
            </ButtonLink>
          )}
        </div>
      </div>
    </Panel>
  );
}

function titleOf({ name }: Run, { status }: InfrastructureRequest): string {
  switch (status) {
    case 'opened':
      return `${name} is ordered and being planned`;
    case 'planned':
      return `${name} waits for approval`;
    case 'approved':
      return `${name} is being applied`;
    case 'applied':
      return `${name} is there`;
    case 'failed':
      return `${name} needs a correction`;
    case 'removed':
      return `${name} was taken down`;
    default:
      return `The order of ${name} was closed`;
  }
}

function explain(run: Run, request: InfrastructureRequest): ReactNode {
  const { status, approvedBy, waitsFor } = request;
  const plan = summarisePlan(request.plan);
  const planned = plan && `The plan: ${plan}. `;
  const waits = waitsFor && (
    <p className={styles.secondary}>Waits for: {waitsFor}.</p>
  );
  switch (status) {
    case 'opened':
      return (
        <>
          Atlantis works out what it would make, usually within minutes. Nothing
          is made before somebody has approved it.
          {waits}
        </>
      );
    case 'planned':
      return (
        <>
          {planned}
          {waitsFor ?? 'An approval'} is missing, in GitLab, from somebody of{' '}
          <Approvers refs={request.approvers} />; not from who ordered it.
          <p className={styles.secondary}>
            You can leave this page: once it is approved, Runway has it applied.
          </p>
        </>
      );
    case 'approved':
      return (
        <>
          {planned}Approved by {approvedBy.join(', ')}. Atlantis makes it now,
          which takes a few minutes.
          {waits}
        </>
      );
    case 'applied':
      return (
        <>
          {planned}Approved by {approvedBy.join(', ')}. Changes of size and
          access are merge requests in <code>{request.directory}</code>; its
          page in the catalog takes it down.
        </>
      );
    case 'failed':
      return (
        <>
          {planned}Runway looks again by itself and goes on as soon as the cause
          is gone. Undo closes the order if nothing was made yet.
        </>
      );
    case 'removed':
      return 'It was applied once, and its decommission has destroyed all of it. The name is free again.';
    default:
      return run.status === 'succeeded'
        ? 'The merge request was closed before it was applied, so nothing was made. The name is free again.'
        : 'Nothing was made.';
  }
}

function Approvers(props: { refs: string[] }) {
  const { refs } = props;
  return refs.length === 0
    ? 'the platform team'
    : refs.map((ref, index) => (
        <Fragment key={ref}>
          {index > 0 && ' or '}
          <EntityRefLink entityRef={ref} hideIcon />
        </Fragment>
      ));
}
