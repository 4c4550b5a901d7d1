import { html, type Html } from '../../gitlab/web/html';
import { FAULT_KINDS } from '../readFault';
import type { RuleForm } from './readRuleForm';
import type { ShownSystem } from './renderSandboxPage';

const KINDS: Record<string, string> = {
  status: 'Answers an error (status)',
  latency: 'Is late (milliseconds)',
  hang: 'Never answers',
  reset: 'Resets the connection',
  truncate: 'Does it, but breaks off (bytes)',
  accomplished: 'Does it, but answers an error (status)',
  'stream-end': 'Ends a stream (events before)',
  'stream-break': 'Breaks a stream (events before)',
  'stream-cut': 'Breaks a stream within an event (events before)',
  'stream-stall': 'Sends nothing more in a stream (events before)',
  'stream-lose': 'Loses all events of a stream (events before)',
};

/** The form for a rule of one's own. */
export function renderRuleForm(
  systems: ShownSystem[],
  refused: { form: RuleForm; message: string } | undefined,
): Html {
  const form = refused?.form ?? {};
  const names = [...new Set(systems.map(({ system }) => system))];
  const clusters = systems.flatMap(({ instance }) => instance ?? []);
  return html`<section aria-labelledby="add">
    <h2 id="add">Add a fault</h2>
    ${refused &&
    html`<p class="bad" role="alert" id="refused">
      <span aria-hidden="true">▲</span> ${refused.message}
    </p>`}
    <form
      method="post"
      action="/sandbox"
      class="fields"
      ${refused && html`aria-describedby="refused"`}
    >
      ${select('system', 'System', options(names, form.system))}
      ${select(
        'instance',
        'Cluster',
        html`<option value="">all, or not Kubernetes</option>
          ${options(clusters, form.instance)}`,
      )}
      ${input(form, 'method', 'Method', { placeholder: 'all' })}
      ${input(form, 'path', 'Path', {
        placeholder: '/api/v4/projects/**',
        hint: '* within a segment, ** across',
      })}
      ${select(
        'kind',
        'What happens',
        html`${FAULT_KINDS.map(
          kind =>
            html`<option value="${kind}" ${selected(kind === form.kind)}>
              ${KINDS[kind]}
            </option>`,
        )}`,
      )}
      ${input(form, 'value', 'Status, milliseconds, bytes or events', {
        placeholder: '503',
        inputmode: 'numeric',
      })}
      ${input(form, 'skip', 'Requests that pass first', {
        placeholder: '0',
        inputmode: 'numeric',
      })}
      ${input(form, 'times', 'Requests that are hit', {
        placeholder: 'all',
        inputmode: 'numeric',
      })}
      ${input(form, 'probability', 'Probability', {
        placeholder: '1',
        inputmode: 'decimal',
      })}
      <div class="actions">
        <button class="main" name="add" value="rule">Add fault</button>
      </div>
    </form>
  </section>`;
}

function input(
  form: RuleForm,
  name: string,
  label: string,
  look: { placeholder: string; hint?: string; inputmode?: string },
): Html {
  return html`<label>
    <span>${label}</span>
    <input
      name="${name}"
      value="${form[name] ?? ''}"
      placeholder="${look.placeholder}"
      inputmode="${look.inputmode ?? 'text'}"
      autocomplete="off"
      spellcheck="false"
    />
    ${look.hint && html`<small>${look.hint}</small>`}
  </label>`;
}

function select(name: string, label: string, choices: Html): Html {
  return html`<label
    ><span>${label}</span
    ><select name="${name}">
      ${choices}
    </select></label
  >`;
}

function options(values: string[], current: string | undefined): Html {
  return html`${values.map(
    value => html`<option ${selected(value === current)}>${value}</option>`,
  )}`;
}

const selected = (isSelected: boolean) => isSelected && html`selected`;
