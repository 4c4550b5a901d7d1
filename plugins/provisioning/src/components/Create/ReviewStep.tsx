import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type { JsonObject } from '@backstage/types';
import { BgProvider, Button } from '@backstage/ui';
import { RiArrowLeftLine, RiRocketLine } from '@remixicon/react';
import type { Preflight, Preview } from '@runway/plugin-provisioning-common';
import { provisioningApiRef } from '../../api/provisioningApiRef';
import { describeError } from '../../formatting/describeError';
import { formatDuration } from '../../formatting/formatDuration';
import { useRequest, type Requested } from '../../hooks/useRequest';
import { Notice } from '../common/Notice';
import { ChecksPanel } from './ChecksPanel';
import { FilesPanel } from './FilesPanel';
import { PlannedResourcesPanel } from './PlannedResourcesPanel';
import type { useStartRun } from './useStartRun';
import styles from './ReviewStep.module.css';

/** Second step: what will be checked, made and written, before anything is. */
export function ReviewStep(props: {
  templateRef: string;
  values: JsonObject;
  start: ReturnType<typeof useStartRun>;
  createLabel: string;
  onBack(): void;
}) {
  const { templateRef, values, start, onBack } = props;
  const api = useApi(provisioningApiRef);
  const preflight = useRequest<Preflight>(
    useCallback(
      signal => api.preflight({ templateRef, values }, { signal }),
      [api, templateRef, values],
    ),
  );
  const preview = useRequest<Preview>(
    useCallback(
      signal => api.preview({ templateRef, values }, { signal }),
      [api, templateRef, values],
    ),
  );
  const denied = [preflight.error, preview.error]
    .filter(error => error !== undefined)
    .map(describeError)
    .find(({ kind }) => kind === 'denied');
  if (denied) {
    return (
      <Notice
        announce
        tone="denied"
        title="You may not create this service"
        reference={denied.reference}
        actions={
          <Button variant="secondary" onPress={onBack}>
            Back to details
          </Button>
        }
      >
        {denied.message}
      </Notice>
    );
  }

  const obstacle = findObstacle(preflight, preview);
  const expected = preview.value?.expectedDurationMs;
  return (
    <>
      <ChecksPanel
        preflight={preflight.value}
        error={preflight.error}
        pending={preflight.pending}
        onCheckAgain={preflight.again}
        onCorrect={onBack}
      />
      <PlannedResourcesPanel
        resources={preview.value?.resources}
        error={preview.error}
        onTryAgain={preview.again}
      />
      <FilesPanel
        files={preview.value?.files}
        failed={Boolean(preview.error)}
      />
      <BgProvider bg="neutral-1">
        <footer className={styles.footer}>
          <div role="alert" className={styles.failure}>
            {start.failure && (
              <Notice
                tone={start.failure.kind === 'denied' ? 'denied' : 'danger'}
                title={start.failure.title}
                reference={start.failure.reference}
              >
                {start.failure.message}
              </Notice>
            )}
          </div>
          <div className={styles.row}>
            <Button
              variant="secondary"
              size="medium"
              iconStart={<RiArrowLeftLine />}
              onPress={onBack}
              isDisabled={start.pending}
            >
              Back to details
            </Button>
            <p className={styles.expectation} role="status">
              {obstacle ??
                (expected === undefined
                  ? 'All is ready. Nothing has been made yet.'
                  : `All is ready. It usually takes ${formatDuration(
                      expected,
                    )}.`)}
            </p>
            <Button
              variant="primary"
              size="medium"
              iconStart={<RiRocketLine />}
              isDisabled={obstacle !== undefined}
              isPending={start.pending}
              onPress={() => start.start(values)}
            >
              {props.createLabel}
            </Button>
          </div>
        </footer>
      </BgProvider>
    </>
  );
}

/** Why the service can't be created yet; undefined when it can. */
function findObstacle(
  preflight: Requested<Preflight>,
  preview: Requested<Preview>,
): string | undefined {
  if (preflight.pending) {
    return 'Checking…';
  }
  if (!preflight.value) {
    return 'The checks have to pass first.';
  }
  const failed = preflight.value.checks.filter(
    check => check.status === 'failed',
  ).length;
  if (!preflight.value.ok) {
    return failed === 1
      ? 'One check failed. Correct it, then check again.'
      : `${failed} checks failed. Correct them, then check again.`;
  }
  if (preview.pending) {
    return 'Preparing the files…';
  }
  return preview.value ? undefined : 'The preview has to work first.';
}
