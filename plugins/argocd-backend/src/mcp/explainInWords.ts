import {
  ApplicationDetail,
  ApplicationDiff,
  FailingResource,
} from '@runway/plugin-argocd-common';
import { Pause } from '../actions/ActionStore';
import { nameOf, timeOf } from '../actions/describeAction';

/** Lines of one diff that are told. */
const MAX_LINES = 60;
const MAX_DIFFS = 10;

/** What an application is like and why, as a person would be told. */
export function explainInWords(
  { application, conditions, failing, sources, url }: ApplicationDetail,
  diff: ApplicationDiff | undefined,
  pause: Pause | undefined,
): string {
  const { name, health, sync, operation } = application;
  const missing = [...sources, ...(diff?.sources ?? [])].flatMap(
    ({ error }) => error?.message ?? [],
  );
  return [
    `${name} is ${health} and ${sync}${
      application.version ? `, version ${application.version}` : ''
    }${
      application.deployedAt
        ? `, deployed ${timeOf(application.deployedAt)}`
        : ''
    }.`,
    pause &&
      `Auto-sync is paused by ${nameOf(pause.by)} since ${timeOf(pause.at)}: ${
        pause.reason
      }`,
    operation &&
      `Last operation: ${operation.phase}${
        operation.by ? `, asked for by ${nameOf(operation.by)}` : ''
      }${operation.message ? `. ${operation.message}` : ''}`,
    application.healthMessage &&
      !failing.length &&
      `Why: ${application.healthMessage}`,
    ...failing.map(describeFailing),
    ...conditions.map(({ type, message }) => `${type}: ${message}`),
    ...describeDiff(diff),
    ...new Set(missing),
    `In Argo CD: ${url}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function describeFailing(resource: FailingResource): string {
  const { kind, name, health, message, events } = resource;
  return [
    `${kind} ${name} is ${health}${message ? `: ${message}` : '.'}`,
    ...events
      .slice(0, 5)
      .map(event => `  ${event.type} ${event.reason}: ${event.message}`),
  ].join('\n');
}

function describeDiff(diff: ApplicationDiff | undefined): string[] {
  if (!diff?.resources.length) {
    return [];
  }
  const more = diff.omitted + Math.max(0, diff.resources.length - MAX_DIFFS);
  return [
    'Out of sync, from what runs to what Git says:',
    ...diff.resources.slice(0, MAX_DIFFS).map(resource => {
      const lines = resource.diff.split('\n');
      return [
        `${resource.change} ${resource.kind} ${resource.name}`,
        ...lines.slice(0, MAX_LINES),
        ...(lines.length > MAX_LINES || resource.truncated ? ['…'] : []),
      ].join('\n');
    }),
    ...(more ? [`${more} more resources differ.`] : []),
  ];
}
