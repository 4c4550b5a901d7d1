/** Whether an address from the backend may become a link: `javascript:` and the like may not. */
export function isWebAddress(url: string | undefined): url is string {
  return url !== undefined && /^(https?:\/\/|\/(?!\/))/i.test(url);
}
