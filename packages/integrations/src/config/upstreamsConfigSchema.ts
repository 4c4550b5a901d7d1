import { z } from 'zod';

const podTokenFile = '/var/run/secrets/kubernetes.io/serviceaccount/token';

const name = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be of lower case letters, digits and hyphens',
  );

const text = z.string().trim().min(1, 'must not be empty');
/** Header values can't hold line breaks, which files pasted into variables tend to end with. */
const token = text.regex(/^[\x21-\x7e]+$/, 'must be one word of ASCII');
const mount = text.regex(
  /^[^/\s]+(\/[^/\s]+)*$/,
  'must be a path without a slash at its ends',
);
const projectPath = text.regex(
  /^[\w.-]+(\/[\w.-]+)+$/,
  'must be a path with namespace, such as platform/gitops',
);
const gitRef = text.regex(/^(?!-)[^\s~^:?*[\\]+$/, 'must be a branch or tag');
const chartsRevision = text.regex(
  /^(\*|(?!-)[^\s~^:?*[\\]+)$/,
  'must be *, 1.x or 1.4.x for releases, or a branch or tag',
);
const pem = text.regex(/-----BEGIN [A-Z ]+-----/, 'must be PEM');

const address = z.string().transform((value, context) => {
  if (!URL.canParse(value)) {
    context.addIssue('must be an absolute URL');
    return z.NEVER;
  }
  const url = new URL(value);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    context.addIssue('must begin with https://');
  } else if (url.username || url.password) {
    context.addIssue('must not hold a user name or password');
  } else if (url.search || url.hash) {
    context.addIssue('must not have a query or fragment');
  }
  return url.href.replace(/\/+$/, '');
});

const limits = (timeoutMs: number) => ({
  timeoutMs: z.coerce.number().int().min(100).max(300_000).default(timeoutMs),
  maxConcurrency: z.coerce.number().int().min(1).max(1000).default(10),
});

const instance = (timeoutMs: number) => ({
  name,
  baseUrl: address,
  webUrl: address.optional(),
  caData: pem.optional(),
  ...limits(timeoutMs),
});

const allowHttp = z.boolean().default(false);

const gitlab = z
  .object({ ...instance(10_000), token, allowHttp })
  .transform(finish);

const argocd = z
  .object({
    ...instance(10_000),
    token: token.optional(),
    tokenFile: text.optional(),
    allowHttp,
  })
  .transform(({ token: fixed, tokenFile, ...config }, context) => {
    if (fixed !== undefined && tokenFile !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['tokenFile'],
        message: 'must not be there besides token',
      });
      return z.NEVER;
    }
    if (tokenFile !== undefined) {
      return finish({
        ...config,
        auth: { type: 'tokenFile' as const, tokenFile },
      });
    }
    if (fixed !== undefined) {
      return finish({
        ...config,
        auth: { type: 'token' as const, token: fixed },
      });
    }
    context.addIssue({
      code: 'custom',
      path: ['token'],
      message: 'is missing',
    });
    return z.NEVER;
  });

const vault = z
  .object({
    ...instance(5_000),
    namespace: mount.optional(),
    auth: z.discriminatedUnion('type', [
      z.object({ type: z.literal('token'), token }),
      z.object({
        type: z.literal('kubernetes'),
        role: text,
        mount: mount.default('kubernetes'),
        tokenFile: text.default(podTokenFile),
      }),
    ]),
    allowHttp,
  })
  .transform(finish);

const kubernetes = z
  .object({
    ...instance(10_000),
    auth: z.discriminatedUnion('type', [
      z.object({ type: z.literal('token'), token }),
      z.object({
        type: z.literal('tokenFile'),
        tokenFile: text.default(podTokenFile),
      }),
      z.object({ type: z.literal('azure') }),
      z.object({
        type: z.literal('clientCertificate'),
        certificate: pem,
        key: pem,
      }),
    ]),
  })
  .transform(finish);

/** Drops what only the checks need, fills in `webUrl`. */
function finish<T extends { baseUrl: string; webUrl?: string }>({
  allowHttp: _checkedAlready,
  ...config
}: T & { allowHttp?: boolean }) {
  return { ...config, webUrl: config.webUrl ?? config.baseUrl };
}

const atLeastOne = 'needs at least one entry';

/** The part of `runway` that names upstream systems; references between its parts are checked elsewhere. */
export const upstreamsConfigSchema = z.object({
  environments: z
    .array(z.object({ name, cluster: name, argocd: name, vault: name }))
    .min(1, atLeastOne),
  gitlab: z.array(gitlab).min(1, atLeastOne),
  argocd: z.array(argocd).min(1, atLeastOne),
  vault: z.array(vault).min(1, atLeastOne),
  kubernetes: z.array(kubernetes).min(1, atLeastOne),
  gitops: z.object({
    instance: name.optional(),
    project: projectPath,
    branch: gitRef.default('main'),
  }),
  charts: z.object({
    instance: name.optional(),
    project: projectPath,
    revision: chartsRevision.default('*'),
  }),
  infrastructure: z
    .object({
      instance: name.optional(),
      project: projectPath.default('platform/infrastructure'),
      branch: gitRef.default('main'),
    })
    .prefault({}),
  people: z
    .object({
      instance: name.optional(),
      project: projectPath.default('platform/catalog'),
      branch: gitRef.default('main'),
      folder: text
        .regex(
          /^[a-z0-9-]+(\/[a-z0-9-]+)*$/,
          'must be a folder, such as people',
        )
        .default('people'),
    })
    .prefault({}),
  registry: z.object({
    host: text.regex(
      /^[a-z0-9.-]+(:\d+)?$/,
      'must be a host, such as registry.example.com',
    ),
  }),
});
