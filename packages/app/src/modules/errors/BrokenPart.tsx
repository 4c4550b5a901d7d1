import type { ErrorDisplayProps } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';

/** A part of a page that failed; the rest of the page goes on. */
export function BrokenPart(props: ErrorDisplayProps) {
  const { error, plugin, resetError } = props;
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      title="This part of the page does not work right now"
      description={`${plugin?.title ?? plugin?.pluginId ?? 'It'} failed: ${
        error.message
      }. The rest of the page is not affected.`}
      customActions={
        <Button variant="secondary" onPress={resetError}>
          Try again
        </Button>
      }
    />
  );
}
