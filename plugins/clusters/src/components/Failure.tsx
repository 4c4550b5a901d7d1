import { Alert, Button } from '@backstage/ui';

/** Denied or failed: what can't be shown at all. */
export function Failure(props: { what: string; error: Error; retry(): void }) {
  const { what, error, retry } = props;
  const isDenied = (error as { statusCode?: number }).statusCode === 403;
  return isDenied ? (
    <Alert
      role="status"
      status="info"
      icon
      title={`You may not see ${what}`}
      description="Ask the platform team to put you into a group."
    />
  ) : (
    <Alert
      role="alert"
      status="danger"
      icon
      title="This could not be loaded"
      description={error.message}
      customActions={
        <Button variant="secondary" onPress={retry}>
          Try again
        </Button>
      }
    />
  );
}

/** What is shown is from before. */
export function StaleNotice() {
  return (
    <Alert
      role="status"
      status="warning"
      icon
      title="The portal does not answer"
      description="What you see is from before. Asking again by itself."
    />
  );
}
