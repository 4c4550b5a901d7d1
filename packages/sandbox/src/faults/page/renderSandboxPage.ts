import { html, type Html } from '../../gitlab/web/html';
import {
  describeFault,
  describeFrequency,
  describeScope,
} from '../describeRule';
import type { FaultHit, FaultState } from '../FaultRule';
import { FAULT_PRESETS } from '../presets';
import { pageStyle } from './pageStyle';
import { renderRuleForm } from './renderRuleForm';
import type { RuleForm } from './readRuleForm';

/** One of the systems, or one of the clusters. */
export interface ShownSystem {
  name: string;
  url: string;
  system: FaultState['system'];
  instance?: string;
}

export interface SandboxPage {
  systems: ShownSystem[];
  faults: FaultState[];
  log: FaultHit[];
  /** Of the script. */
  nonce: string;
  /** A form that was refused, and why. */
  refused?: { form: RuleForm; message: string };
}

/** How many of the last hits are shown. */
const SHOWN_HITS = 50;

/** How often an open page looks for news, in milliseconds. */
const REFRESH_MILLISECONDS = 2000;

/** The page about the sandbox: its systems, and what is to go wrong. Works without a script, which only refreshes it. */
export function renderSandboxPage(page: SandboxPage): string {
  const { faults, log } = page;
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Runway sandbox</title>
        ${pageStyle}
      </head>
      <body>
        <header>
          <h1>Runway sandbox</h1>
          <p>
            The upstream systems of this machine, and what is to go wrong with
            them. Faults end with the sandbox.
          </p>
        </header>
        <main>
          <section aria-labelledby="systems" data-live>
            <h2 id="systems">Systems</h2>
            ${systemTable(page)}
          </section>
          <section aria-labelledby="presets" data-live>
            <h2 id="presets">Usual faults</h2>
            <form method="post" action="/sandbox">
              <ul class="presets">
                ${FAULT_PRESETS.map(preset => {
                  const isOn = faults.some(({ id }) => id === preset.id);
                  return html`<li>
                    <button
                      name="${isOn ? 'remove' : 'preset'}"
                      value="${preset.id}"
                      aria-pressed="${String(isOn)}"
                    >
                      <span class="mark" aria-hidden="true"
                        >${isOn ? '●' : '○'}</span
                      >
                      <span>${preset.title}</span>
                      <span class="state">${isOn ? 'on' : 'off'}</span>
                    </button>
                  </li>`;
                })}
              </ul>
            </form>
          </section>
          <section aria-labelledby="faults" data-live>
            <h2 id="faults">Faults in force</h2>
            ${faultTable(faults)}
          </section>
          ${renderRuleForm(page.systems, page.refused)}
          <section aria-labelledby="log" data-live>
            <h2 id="log">Requests that met a fault</h2>
            ${logTable(log)}
          </section>
        </main>
        ${refreshScript(page.nonce)}
      </body>
    </html>`.text;
}

function systemTable({ systems, faults }: SandboxPage): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">System</th>
          <th scope="col">Address</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${systems.map(({ name, url, system, instance }) => {
          const count = faults.filter(
            rule =>
              rule.system === system &&
              (rule.instance === undefined || rule.instance === instance),
          ).length;
          return html`<tr>
            <th scope="row">${name}</th>
            <td><code>${url}</code></td>
            <td class="${count > 0 ? 'bad' : 'good'}">
              <span aria-hidden="true">${count > 0 ? '▲' : '✓'}</span>
              ${count === 0 && 'Well'}
              ${count > 0 && `${count} ${count === 1 ? 'fault' : 'faults'}`}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function faultTable(faults: FaultState[]): Html {
  if (faults.length === 0) {
    return html`<p class="quiet">None: every system works as it should.</p>`;
  }
  return html`<form method="post" action="/sandbox">
    <div class="scroll">
      <table class="rules">
        <thead>
          <tr>
            <th scope="col">Requests</th>
            <th scope="col">What happens</th>
            <th scope="col" class="number">Hit</th>
            <th scope="col" class="number">Passed</th>
            <th scope="col"><span class="hidden">Remove</span></th>
          </tr>
        </thead>
        <tbody>
          ${faults.map(
            rule => html`<tr>
              <td><code>${describeScope(rule)}</code></td>
              <td>
                ${describeFault(rule.fault)}
                <span class="quiet">${describeFrequency(rule)}</span>
              </td>
              <td class="number" data-label="Hit">${rule.hits}</td>
              <td class="number" data-label="Passed">${rule.passed}</td>
              <td class="number">
                <button
                  name="remove"
                  value="${rule.id}"
                  aria-label="Remove ${rule.id}"
                >
                  Remove
                </button>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p><button name="clear" value="all">Clear all</button></p>
  </form>`;
}

function logTable(log: FaultHit[]): Html {
  if (log.length === 0) {
    return html`<p class="quiet">None yet.</p>`;
  }
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Request</th>
          <th scope="col">Fault</th>
          <th scope="col">Rule</th>
        </tr>
      </thead>
      <tbody>
        ${log
          .slice(-SHOWN_HITS)
          .reverse()
          .map(
            hit => html`<tr>
              <td>
                <time datetime="${hit.time}">${hit.time.slice(11, 23)}</time>
              </td>
              <td>
                <code
                  >${hit.system}${hit.instance && `/${hit.instance}`}
                  ${hit.method} ${hit.path}</code
                >
              </td>
              <td>${hit.kind}</td>
              <td>${hit.rule}</td>
            </tr>`,
          )}
      </tbody>
    </table>
  </div>`;
}

/** Brings the live sections up to date, except one that somebody is in. */
function refreshScript(nonce: string): Html {
  return html`<script nonce="${nonce}">
    setInterval(async () => {
      if (document.hidden) return;
      const answer = await fetch('/sandbox').catch(() => undefined);
      if (!answer || !answer.ok) return;
      const parser = new DOMParser();
      const fresh = parser.parseFromString(await answer.text(), 'text/html');
      const sections = fresh.querySelectorAll('[data-live]');
      document.querySelectorAll('[data-live]').forEach((shown, index) => {
        if (
          !shown.contains(document.activeElement) &&
          shown.innerHTML !== sections[index].innerHTML
        ) {
          shown.replaceWith(sections[index]);
        }
      });
    }, ${REFRESH_MILLISECONDS});
  </script>`;
}
