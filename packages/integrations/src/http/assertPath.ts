import { InputError } from '@backstage/errors';

/** URL parsing would let `..` climb out of the instance's base URL or of the object that a path names. */
export function assertPath(path: string) {
  const dots = /^(\.|%2e){1,2}$/i;
  if (
    path
      .split(/[?#]/)[0]
      .split('/')
      .some(part => dots.test(part))
  ) {
    throw new InputError('"." and ".." are not names');
  }
}
