import { MalformedAnswerError } from '../http/MalformedAnswerError';
import { checkShape } from '../http/parseJson';
import {
  type ArgoCdApi,
  pathOf,
  query,
  scope,
  withListMetadata,
} from './ArgoCdApi';
import type { ArgoCdClient } from './ArgoCdClient';
import {
  applicationEventLine,
  applicationSchema,
  listMetadataSchema,
  resourceTreeLine,
} from './argocdSchemas';
import { readList } from './readList';
import { readStream } from './readStream';
import { withoutSilence } from './withoutSilence';

/** What is read bit by bit. */
export function streamOperations({
  call,
  slow,
  transport,
}: ArgoCdApi): Pick<
  ArgoCdClient,
  | 'readApplications'
  | 'applicationsVersion'
  | 'streamApplications'
  | 'streamResourceTree'
> {
  return {
    async readApplications({ fields, ...filter }, visit, options) {
      const operation = 'readApplications';
      const open = (signal: AbortSignal) =>
        transport.stream({
          operation,
          method: 'GET',
          path: `/api/v1/applications${query({
            ...filter,
            fields: withListMetadata(fields),
          })}`,
          ...slow,
          signal,
        });
      try {
        const frame = await readList(
          withoutSilence(open, {
            idleTimeoutMs: slow.timeoutMs,
            ...options,
          }),
          item => visit(checkShape(applicationSchema, item)),
        );
        return checkShape(listMetadataSchema, frame);
      } catch (error) {
        options?.signal?.throwIfAborted();
        throw error instanceof MalformedAnswerError
          ? transport.malformed(operation, error)
          : error;
      }
    },

    async applicationsVersion(options) {
      // An empty list has the version as well, and no label has this name.
      const { resourceVersion } = await call(
        'applicationsVersion',
        `/api/v1/applications${query({
          selector: 'runway.aerq.io/none=none',
          fields: withListMetadata(['items.metadata.name']),
        })}`,
        listMetadataSchema,
        options,
      );
      return resourceVersion;
    },

    streamApplications: ({ fields, ...input } = {}, options) =>
      readStream(
        transport,
        {
          operation: 'streamApplications',
          path: `/api/v1/stream/applications${query({
            ...input,
            fields: fields && streamFields(fields),
          })}`,
          line: applicationEventLine,
        },
        options,
      ),

    streamResourceTree: (name, input, options) =>
      readStream(
        transport,
        {
          operation: 'streamResourceTree',
          path: `/api/v1/stream${pathOf(name).slice(
            '/api/v1'.length,
          )}/resource-tree${query(scope(input))}`,
          line: resourceTreeLine,
        },
        options,
      ),
  };
}

/** Without its type and name an event says nothing. */
function streamFields(fields: string[]): string {
  return [
    'result.type',
    ...['metadata.name', ...fields].map(field => `result.application.${field}`),
  ].join(',');
}
