import { EntityRefLink } from '@backstage/plugin-catalog-react';
import {
  RiAlertLine,
  RiCheckboxCircleLine,
  RiTimeLine,
} from '@remixicon/react';
import type { Onboarding } from '@runway/plugin-onboarding-common';
import { formatMoment, formatSpan } from '../formatting/formatDays';
import { stageOf, STEP_TITLES } from '../formatting/steps';
import styles from './Onboarding.module.css';

/** Whoever needs somebody comes first. On a narrow screen a list of cards. */
export function PeopleTable(props: { people: Onboarding[] }) {
  return (
    <table className={styles.table} aria-label="People">
      <thead>
        <tr>
          {['Person', 'State', 'Team', 'Reached', 'Took', 'List'].map(
            column => (
              <th key={column} scope="col">
                {column}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {props.people.map(person => (
          <tr key={person.userRef}>
            <th scope="row">
              <EntityRefLink
                entityRef={person.userRef}
                title={person.name}
                hideIcon
              />
            </th>
            <td>
              <State person={person} />
            </td>
            <td data-label="Team">
              <EntityRefLink entityRef={person.teamRef} hideIcon />
            </td>
            <td data-label="Reached">{STEP_TITLES[stageOf(person)]}</td>
            <td data-label="Took">
              <span title={`Invited ${formatMoment(person.invitedAt)}`}>
                {took(person)}
              </span>
            </td>
            <td data-label="List">
              {person.ticks.total > 0 &&
                `${person.ticks.done} of ${person.ticks.total}`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State(props: { person: Onboarding }) {
  const { stuck, finishedAt } = props.person;
  const [word, Icon, tone] =
    (stuck && (['Stuck', RiAlertLine, 'warning'] as const)) ||
    (finishedAt
      ? (['Finished', RiCheckboxCircleLine, 'success'] as const)
      : (['Under way', RiTimeLine, 'neutral'] as const));
  return (
    <span className={styles.state} data-tone={tone}>
      <Icon size={16} aria-hidden />
      {word}
    </span>
  );
}

function took({ invitedAt, finishedAt }: Onboarding) {
  const end = finishedAt ? Date.parse(finishedAt) : Date.now();
  return `${formatSpan(end - Date.parse(invitedAt))}${
    finishedAt ? '' : ' so far'
  }`;
}
