import { spawn } from 'node:child_process';

const COMMANDS = { darwin: 'open', win32: 'explorer', linux: 'xdg-open' };

/** Opens an address in the person's browser, where there is one; the address is printed anyway. */
export function openBrowser(url) {
  const command = COMMANDS[process.platform];
  if (command) {
    spawn(command, [url], { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref();
  }
}
