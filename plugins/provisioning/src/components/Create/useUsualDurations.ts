import { useApi } from '@backstage/frontend-plugin-api';
import useAsync from 'react-use/esm/useAsync';
import { provisioningApiRef } from '../../api/provisioningApiRef';

/** Runs looked at: enough for a median, few enough for one request. */
const SAMPLE = 100;

/**
 * How long runs usually take: the median of the last successful ones.
 *
 * @returns milliseconds by template ref; a template without a successful run is missing
 */
export function useUsualDurations(): Map<string, number> {
  const api = useApi(provisioningApiRef);
  const { value } = useAsync(async () => {
    const { items } = await api.listRuns({
      status: 'succeeded',
      limit: SAMPLE,
    });
    const byTemplate = new Map<string, number[]>();
    for (const { templateRef, durationMs } of items) {
      byTemplate.set(templateRef, [
        ...(byTemplate.get(templateRef) ?? []),
        durationMs,
      ]);
    }
    return new Map(
      [...byTemplate].map(([ref, durations]) => [ref, median(durations)]),
    );
  }, [api]);
  return value ?? new Map();
}

function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
