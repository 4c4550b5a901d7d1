/** An answer that GitLab gives instead of the requested one: status and the body exactly as clients get it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly body: object,
    readonly headers: Record<string, string> = {},
  ) {
    super(`${status} ${JSON.stringify(body)}`);
  }

  /** 404 for `what`, for example `Project`; GitLab gives the same for what exists but is hidden from the caller. */
  static notFound(what?: string) {
    return new ApiError(404, {
      message: what ? `404 ${what} Not Found` : '404 Not Found',
    });
  }

  static unauthorized() {
    return new ApiError(401, { message: '401 Unauthorized' });
  }

  static forbidden(reason?: string) {
    return new ApiError(403, {
      message: reason ? `403 Forbidden - ${reason}` : '403 Forbidden',
    });
  }

  /** A request that can't be done as asked. `message` is a text or, for a failed validation, texts by field. */
  static badRequest(message: string | string[] | Record<string, string[]>) {
    return new ApiError(400, { message });
  }

  static conflict(message: string | string[]) {
    return new ApiError(409, { message });
  }

  static notAllowed() {
    return new ApiError(405, { message: '405 Method Not Allowed' });
  }

  static unprocessable(message: string | string[]) {
    return new ApiError(422, { message });
  }
}
