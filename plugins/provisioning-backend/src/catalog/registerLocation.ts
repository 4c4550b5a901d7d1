import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** Registers an address with the catalog; one that is registered already is found. */
export async function registerLocation(
  target: string,
  { catalog, auth }: { catalog: CatalogService; auth: AuthService },
): Promise<{ id: string; entityRef: string }> {
  const credentials = await auth.getOwnServiceCredentials();
  try {
    const { location } = await catalog.addLocation(
      { type: 'url', target },
      { credentials },
    );
    return location;
  } catch (error) {
    // Registered by an earlier attempt.
    const { items } = await catalog.queryLocations(
      { query: { target }, limit: 1 },
      { credentials },
    );
    if (items[0]) {
      return items[0];
    }
    throw error;
  }
}
