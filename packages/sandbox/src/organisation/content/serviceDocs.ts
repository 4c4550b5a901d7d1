import { stringify } from 'yaml';
import type { Service } from '../data/services';
import { TEAMS } from '../data/teams';
import { runtimeOf } from './sourceFiles';

type Files = Record<string, string>;

/** `check-in-api` as a title: `Check in api`. */
function titleOf({ name }: Service): string {
  const words = name.replace(/-/g, ' ');
  return words[0].toUpperCase() + words.slice(1);
}

export function readme(service: Service): string {
  const team = TEAMS.find(each => each.name === service.team);
  return `# ${titleOf(service)}

${service.description}. Owned by team ${team?.title ?? service.team}.

## Run it

${
  runtimeOf(service) === 'node'
    ? '```\nnpm test\nnpm start\n```'
    : 'See [the docs](docs/index.md).'
}

${
  service.upTo
    ? 'Every commit on `main` that passes its pipeline is deployed to dev. Staging and production get it by a promotion.'
    : 'It is not deployed by the platform yet.'
}
`;
}

/** Documentation; the page about operations is a later chapter. */
export function docs(service: Service, chapters: 1 | 2): Files {
  const needs = [...service.dependsOn, ...service.consumes];
  return {
    'mkdocs.yml': stringify({
      site_name: titleOf(service),
      nav: [
        { Overview: 'index.md' },
        ...(chapters === 2 ? [{ Operations: 'operations.md' }] : []),
      ],
      plugins: ['techdocs-core'],
    }),
    'docs/index.md': `# ${titleOf(service)}

${service.description}.

## What it needs

${
  needs.length > 0
    ? needs.map(name => `- \`${name}\``).join('\n')
    : 'Nothing but itself.'
}

## What it promises

| Promise | Value |
| --- | --- |
| Answers that succeed | 99.9 % a month |
| Answers within | 300 ms (95th percentile) |
| Support | ${
      service.tags.includes('tier-1')
        ? 'day and night'
        : 'on working days, 8:00 to 18:00'
    } |
`,
    ...(chapters === 2 ? { 'docs/operations.md': OPERATIONS } : {}),
  };
}

const OPERATIONS = `# Operations

## It answers with errors

1. Is it the last deployment? Compare the time of the first error with the history of the service.
2. Is it something it needs? See the list on the first page.
3. If in doubt, roll back first and look for the cause afterwards.

## It is slow

Look at the number of replicas. It scales with the load on its processors, up to the limit in its values.
`;
