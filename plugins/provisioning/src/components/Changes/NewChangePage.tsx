import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { BreadcrumbEntry, useApi } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Select, Skeleton } from '@backstage/ui';
import {
  changeKindSchema,
  type ChangeKind,
  type ChangePlan,
  type ChangeSubject,
} from '@runway/plugin-provisioning-common';
import { changesApiRef } from '../../api/changesApiRef';
import { describeError } from '../../formatting/describeError';
import { useRequest } from '../../hooks/useRequest';
import { ChecksPanel } from '../Create/ChecksPanel';
import { useTeams } from '../../hooks/useTeams';
import { Notice } from '../common/Notice';
import { PageBody } from '../common/PageBody';
import { Panel } from '../common/Panel';
import { ApprovalsPanel } from './ApprovalsPanel';
import { ChangeFilesPanel } from './ChangeFilesPanel';
import { ConfirmChange } from './ConfirmChange';
import { EffectsPanel } from './EffectsPanel';
import styles from './NewChangePage.module.css';

const INTRODUCTIONS: Record<ChangeKind, string> = {
  decommission:
    'Read what will happen. Nothing is taken away before the merge request is approved by everybody named below.',
  transfer:
    'Choose the team that takes the service over, and read what moves. Nothing changes before the merge request is approved by both teams and the platform.',
};

/** Asks for a change of a service: what would happen, who has to agree, and the confirmation. */
export function NewChangePage() {
  const [search] = useSearchParams();
  const kind = changeKindSchema.safeParse(search.get('kind'));
  const entityRef = search.get('entityRef') ?? '';
  if (!kind.success || entityRef.length < 3) {
    return (
      <PageBody>
        <Notice announce tone="info" title="Which service is it about?">
          Open the service in the catalog, and choose Decommission or Transfer
          from its menu.
        </Notice>
      </PageBody>
    );
  }
  return <NewChange kind={kind.data} entityRef={entityRef} />;
}

function NewChange(props: { kind: ChangeKind; entityRef: string }) {
  const { kind, entityRef } = props;
  const [newOwnerRef, setNewOwnerRef] = useState<string>();
  const title = kind === 'decommission' ? 'Decommission' : 'Transfer';
  const subject = toSubject(kind, entityRef, newOwnerRef);
  return (
    <BreadcrumbEntry entry={{ label: title, href: 'new' }}>
      <PageBody>
        <div className={styles.heading}>
          <h1 className={styles.title}>
            {title} <EntityRefLink entityRef={entityRef} hideIcon />
          </h1>
          <p className={styles.introduction}>{INTRODUCTIONS[kind]}</p>
        </div>
        {kind === 'transfer' && (
          <ChooseTeam chosen={newOwnerRef} onChoose={setNewOwnerRef} />
        )}
        {subject && (
          <PlannedChange key={JSON.stringify(subject)} subject={subject} />
        )}
      </PageBody>
    </BreadcrumbEntry>
  );
}

/** What is asked for; undefined while the team that takes it over is not chosen. */
function toSubject(
  kind: ChangeKind,
  entityRef: string,
  newOwnerRef?: string,
): ChangeSubject | undefined {
  if (kind === 'decommission') {
    return { kind, entityRef };
  }
  return newOwnerRef ? { kind, entityRef, newOwnerRef } : undefined;
}

function ChooseTeam(props: { chosen?: string; onChoose(team: string): void }) {
  const teams = useTeams();
  return (
    <Panel title="New team">
      <Select
        label="Team that takes it over"
        className={styles.team}
        placeholder="Choose a team"
        search={{ placeholder: 'Find a team' }}
        options={teams}
        selectedKey={props.chosen ?? null}
        onSelectionChange={key => key && props.onChoose(String(key))}
      />
    </Panel>
  );
}

function PlannedChange(props: { subject: ChangeSubject }) {
  const { subject } = props;
  const api = useApi(changesApiRef);
  const [deleteData, setDeleteData] = useState<string[]>([]);
  // The page gives this component a key for each subject: the first one stays.
  const [asked] = useState(subject);
  const plan = useRequest<ChangePlan>(
    useCallback(signal => api.planChange(asked, { signal }), [api, asked]),
  );
  if (!plan.value) {
    return plan.error !== undefined && !plan.pending ? (
      <PlanUnavailable
        subject={subject}
        error={plan.error}
        onTryAgain={plan.again}
      />
    ) : (
      <div role="status" aria-label="Finding out what would happen">
        <Skeleton width="100%" height={320} />
      </div>
    );
  }
  return (
    <>
      <ChecksPanel
        preflight={plan.value}
        error={plan.error}
        pending={plan.pending}
        onCheckAgain={plan.again}
      />
      <EffectsPanel
        items={plan.value.items}
        deleteData={deleteData}
        onDeleteData={setDeleteData}
      />
      <ChangeFilesPanel files={plan.value.files} />
      <ApprovalsPanel approvals={plan.value.approvals} />
      <ConfirmChange
        plan={plan.value}
        deleteData={deleteData}
        pending={plan.pending}
      />
    </>
  );
}

function PlanUnavailable(props: {
  subject: ChangeSubject;
  error: unknown;
  onTryAgain(): void;
}) {
  const { kind, message, reference } = describeError(props.error);
  const what = props.subject.entityRef.startsWith('resource:')
    ? 'resource'
    : 'service';
  const denied = kind === 'denied';
  const impossible = ['input', 'missing', 'conflict'].includes(kind);
  return (
    <Notice
      announce
      tone={(denied && 'denied') || (impossible ? 'info' : 'danger')}
      title={
        (denied && `You may not ${props.subject.kind} this ${what}`) ||
        (impossible
          ? `Runway can’t ${props.subject.kind} this ${what}`
          : 'What would happen can’t be told now')
      }
      reference={reference}
      actions={
        !denied && (
          <Button variant="secondary" onPress={props.onTryAgain}>
            Try again
          </Button>
        )
      }
    >
      <p>{message}</p>
      <p>Nothing was changed.</p>
    </Notice>
  );
}
