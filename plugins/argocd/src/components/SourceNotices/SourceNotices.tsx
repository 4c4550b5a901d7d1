import { Alert } from '@backstage/ui';
import type { SourceStatus } from '@runway/plugin-argocd-common';

function describeAge(ageSeconds: number): string {
  const minutes = Math.floor(ageSeconds / 60);
  const seconds = Math.round(ageSeconds % 60);
  return minutes ? `${minutes} min ${seconds} s` : `${seconds} s`;
}

/** Says which upstreams did not answer, and how old what is shown therefore is. Nothing when all is well. */
export function SourceNotices(props: { sources: SourceStatus[] }) {
  return (
    <>
      {props.sources
        .filter(source => source.state !== 'ok')
        .map(source => (
          <Alert
            key={source.name}
            role="status"
            status="warning"
            icon
            title={source.error?.message ?? `${source.name} did not answer.`}
            description={
              source.ageSeconds === null
                ? 'Nothing is known from there right now. Asking again by itself.'
                : `What you see is ${describeAge(
                    source.ageSeconds,
                  )} old. Asking again by itself.`
            }
          />
        ))}
    </>
  );
}
