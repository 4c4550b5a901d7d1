import { Alert, Button, Skeleton } from '@backstage/ui';
import type { ReactNode } from 'react';
import type { LiveState } from '../../hooks/useLive';

/** Loading, denied and failed, the same everywhere; the children draw what has arrived. */
export function Loaded<T>(props: {
  live: LiveState<T> & { retry(): void };
  /** What it is, e.g. `The resources`. */
  what: string;
  children(data: T): ReactNode;
}) {
  const { live, what } = props;
  switch (live.status) {
    case 'loading':
      return (
        <div role="status" aria-label={`${what}: loading`}>
          <Skeleton width="100%" height={120} />
        </div>
      );
    case 'ready':
      return (
        <>
          {live.refreshError && (
            <Alert
              role="status"
              status="warning"
              icon
              title="The portal does not answer"
              description="What you see is from before. Asking again by itself."
            />
          )}
          {props.children(live.data)}
        </>
      );
    default:
      return (
        <Alert
          role={live.status === 'denied' ? 'status' : 'alert'}
          status={live.status === 'denied' ? 'info' : 'danger'}
          icon
          title={`${what} could not be loaded`}
          description={live.error.message}
          customActions={
            <Button variant="secondary" onPress={live.retry}>
              Try again
            </Button>
          }
        />
      );
  }
}
