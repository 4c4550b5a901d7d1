/** The codes of gRPC that Argo CD's server answers with. */
export enum GrpcCode {
  Unknown = 2,
  InvalidArgument = 3,
  NotFound = 5,
  AlreadyExists = 6,
  PermissionDenied = 7,
  FailedPrecondition = 9,
  Unimplemented = 12,
  Internal = 13,
  Unavailable = 14,
  Unauthenticated = 16,
}

const httpStatus: Record<GrpcCode, number> = {
  [GrpcCode.Unknown]: 500,
  [GrpcCode.InvalidArgument]: 400,
  [GrpcCode.NotFound]: 404,
  [GrpcCode.AlreadyExists]: 409,
  [GrpcCode.PermissionDenied]: 403,
  [GrpcCode.FailedPrecondition]: 400,
  [GrpcCode.Unimplemented]: 501,
  [GrpcCode.Internal]: 500,
  [GrpcCode.Unavailable]: 503,
  [GrpcCode.Unauthenticated]: 401,
};

/** An error as Argo CD's API answers it: an HTTP status and `{ error, code, message }`. */
export class GrpcError extends Error {
  constructor(readonly code: GrpcCode, message: string) {
    super(message);
    this.name = 'GrpcError';
  }

  get status(): number {
    return httpStatus[this.code];
  }

  get body(): { error: string; code: number; message: string } {
    return { error: this.message, code: this.code, message: this.message };
  }

  /** The error as a Go program prints it when it wraps it into another one of the same code. */
  wrap(prefix: string): GrpcError {
    return new GrpcError(
      this.code,
      `${prefix}: rpc error: code = ${GrpcCode[this.code]} desc = ${
        this.message
      }`,
    );
  }
}

export const permissionDenied = () =>
  new GrpcError(GrpcCode.PermissionDenied, 'permission denied');

export const invalidArgument = (message: string) =>
  new GrpcError(GrpcCode.InvalidArgument, message);

export const failedPrecondition = (message: string) =>
  new GrpcError(GrpcCode.FailedPrecondition, message);

export const notFound = (message: string) =>
  new GrpcError(GrpcCode.NotFound, message);

export const anotherOperationInProgress = () =>
  failedPrecondition('another operation is already in progress');
