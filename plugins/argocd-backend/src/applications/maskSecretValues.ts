type Json = Record<string, any>;

const MASK = '********';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Hides what a Secret holds in two of its states, whatever Argo CD has hidden already. Which values differ stays visible.
 * Other objects come back as they are.
 */
export function maskSecretValues(
  live: Json | undefined,
  desired: Json | undefined,
): { live?: Json; desired?: Json } {
  const { kind } = live ?? desired ?? {};
  if (kind !== 'Secret') {
    return { live, desired };
  }
  const before = live && valuesOf(live);
  const after = desired && valuesOf(desired);
  const hide = (values: Json, others: Json | undefined, side: string) =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        !others || !(key in others) || others[key] === value
          ? MASK
          : `${MASK} (${side})`,
      ]),
    );
  return {
    ...(before && { live: withData(live!, hide(before, after, 'live')) }),
    ...(after && {
      desired: withData(desired!, hide(after, before, 'desired')),
    }),
  };
}

/** Base64 texts, as the cluster keeps them. */
function valuesOf({ data, stringData }: Json): Json {
  return {
    ...data,
    ...Object.fromEntries(
      Object.entries(stringData ?? {}).map(([key, value]) => [
        key,
        Buffer.from(String(value)).toString('base64'),
      ]),
    ),
  };
}

function withData({ stringData, metadata, ...rest }: Json, data: Json): Json {
  const { [LAST_APPLIED]: hidden, ...annotations } =
    metadata?.annotations ?? {};
  return {
    // What the cluster adds to a Secret that doesn't say it.
    type: 'Opaque',
    ...rest,
    metadata: {
      ...metadata,
      ...(metadata?.annotations && { annotations }),
    },
    data,
  };
}
