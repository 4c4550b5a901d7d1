/** Why a request failed, in words. */
export function describeError(error: unknown): {
  denied: boolean;
  message: string;
} {
  const { statusCode, body } = (error ?? {}) as {
    statusCode?: number;
    body?: { error?: { message?: string } };
  };
  if (statusCode === undefined) {
    return {
      denied: false,
      message:
        'Runway did not answer. Check your network connection, then try again.',
    };
  }
  return {
    denied: statusCode === 401 || statusCode === 403,
    message:
      body?.error?.message ??
      `The request was refused with status ${statusCode}.`,
  };
}
