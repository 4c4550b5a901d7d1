import { useRouteRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonLink, Skeleton } from '@backstage/ui';
import { describeError } from '../../formatting/describeError';
import { createRouteExternalRef } from '../../routes';
import { Notice } from '../common/Notice';

/** Takes the place of the form while its template is on its way. */
export function WizardLoading() {
  return (
    <div role="status" aria-label="Loading the template">
      <Skeleton width="40%" height={40} />
      <br />
      <Skeleton width="100%" height={420} />
    </div>
  );
}

/** Says why there is no form to fill in. */
export function WizardUnavailable(props: {
  name: string;
  error: unknown;
  onRetry(): void;
}) {
  const createRoute = useRouteRef(createRouteExternalRef);
  const { kind, message, reference } = describeError(props.error);
  const gallery = (
    <ButtonLink href={createRoute?.() ?? '/create'} variant="secondary">
      See all templates
    </ButtonLink>
  );
  if (kind === 'missing') {
    return (
      <Notice
        announce
        tone="info"
        title={`The template "${props.name}" is gone`}
        actions={gallery}
      >
        It was renamed or withdrawn. Choose another one; what you filled in is
        kept in this tab in case it comes back.
      </Notice>
    );
  }
  if (kind === 'denied') {
    return (
      <Notice
        announce
        tone="denied"
        title={`You may not use the template "${props.name}"`}
        reference={reference}
        actions={gallery}
      >
        {message}
      </Notice>
    );
  }
  return (
    <Notice
      announce
      tone="danger"
      title="The template can't be loaded now"
      reference={reference}
      actions={
        <Button variant="secondary" onPress={props.onRetry}>
          Try again
        </Button>
      }
    >
      {message}
    </Notice>
  );
}
