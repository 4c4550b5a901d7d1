import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { CompoundEntityRef } from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';

/** What TechDocs offers to its reader, in this process: render what has changed since it was last rendered. */
export class TechDocsClient {
  constructor(
    private readonly options: {
      auth: AuthService;
      discovery: DiscoveryService;
    },
  ) {}

  /**
   * @returns whether something was rendered; false when it was up to date
   * @throws Error with what the renderer says
   */
  async sync(
    { namespace, kind, name }: CompoundEntityRef,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { auth, discovery } = this.options;
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: await auth.getOwnServiceCredentials(),
      targetPluginId: 'techdocs',
    });
    const path = [namespace, kind, name].map(encodeURIComponent).join('/');
    const response = await fetch(
      `${await discovery.getBaseUrl('techdocs')}/sync/${path}`,
      { headers: { authorization: `Bearer ${token}` }, signal },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    // Server-sent events: lines of the log, then how it ended.
    const [, event, data] =
      /^event: (finish|error)\ndata: (.*)$/m.exec(await response.text()) ?? [];
    if (event !== 'finish') {
      throw new Error(data ? JSON.parse(data) : 'TechDocs broke off.');
    }
    return JSON.parse(data).updated;
  }
}
