import { Processes } from '../lib/run.mjs';

/** Processes of a measurement: when one ends by itself, there is nothing left to measure. */
export function stopAtDeath() {
  const processes = new Processes((name, code, log) => {
    console.error(`the ${name} ended with code ${code}: ${log}`);
    process.exitCode = 1;
    void processes.stop().then(() => process.exit(1));
  });
  return processes;
}
