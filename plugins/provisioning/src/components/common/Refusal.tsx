import type { ErrorDescription } from '../../formatting/describeError';
import { Notice } from './Notice';

/** Says why what a person pressed was not done; nothing when it was. */
export function Refusal(props: { refusal?: ErrorDescription; title: string }) {
  const { refusal, title } = props;
  return (
    refusal && (
      <Notice
        announce
        tone={refusal.kind === 'denied' ? 'denied' : 'danger'}
        title={title}
        reference={refusal.reference}
      >
        {refusal.message}
      </Notice>
    )
  );
}
