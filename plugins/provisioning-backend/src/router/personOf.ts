import type {
  BackstageCredentials,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { Request } from 'express';
import type { PersonOptions } from '../service/ProvisioningService';

/** @throws AuthenticationError or NotAllowedError when the request isn't a signed-in person's */
export async function personOf(
  httpAuth: HttpAuthService,
  request: Request,
): Promise<PersonOptions> {
  return {
    credentials: (await httpAuth.credentials(request, {
      allow: ['user'],
    })) as BackstageCredentials<BackstageUserPrincipal>,
  };
}
