import type { PeopleConfig } from '@runway/integrations';
import {
  BUDDY_ANNOTATION,
  INVITED_AT_ANNOTATION,
  INVITED_BY_ANNOTATION,
  RUN_ID_ANNOTATION,
  START_DATE_ANNOTATION,
} from '@runway/plugin-provisioning-common';
import { stringify } from 'yaml';
import type { RenderedFile } from '../template/FileRenderer';
import { firstLineMark } from './marks';
import type { RunFacts } from './Operation';

/** Who is invited, as the form says it. */
export interface Invitee {
  displayName: string;
  email: string;
  /** Entity ref. */
  buddy?: string;
  /** `YYYY-MM-DD` */
  startDate?: string;
}

/** A person may be called Off, and team names may be anything: the catalog's reader must not take them for something else. */
const TEXT_AS_TEXT = {
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
} as const;

export const personPath = ({ folder }: PeopleConfig, name: string) =>
  `${folder}/${name}.yaml`;

/** The person's entity. Without an e-mail address in the catalog nobody can sign in. */
export function personFile(
  people: PeopleConfig,
  facts: RunFacts,
  invitee: Invitee,
  /** ISO 8601. */
  invitedAt: string,
): RenderedFile {
  const { buddy, startDate } = invitee;
  const entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: {
      name: facts.name,
      title: invitee.displayName,
      annotations: {
        [RUN_ID_ANNOTATION]: facts.id,
        [INVITED_AT_ANNOTATION]: invitedAt,
        [INVITED_BY_ANNOTATION]: facts.requester.ref,
        ...(buddy ? { [BUDDY_ANNOTATION]: buddy } : {}),
        ...(startDate ? { [START_DATE_ANNOTATION]: startDate } : {}),
      },
    },
    spec: {
      profile: { displayName: invitee.displayName, email: invitee.email },
      memberOf: [facts.team],
    },
  };
  return {
    path: personPath(people, facts.name),
    content: Buffer.from(
      `${firstLineMark(facts.id)}\n${stringify(entity, TEXT_AS_TEXT)}`,
    ),
  };
}
