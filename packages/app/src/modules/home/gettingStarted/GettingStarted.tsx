import { useRouteRef } from '@backstage/frontend-plugin-api';
import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { Button, Card, CardBody, CardHeader, Link } from '@backstage/ui';
import { RiCheckboxCircleFill, RiCircleLine } from '@remixicon/react';
import {
  catalogExternalRef,
  createExternalRef,
  docsExternalRef,
} from '../homePlugin';
import type { Me } from '../useMe';
import styles from './GettingStarted.module.css';
import { useGettingStarted } from './useGettingStarted';
import { useReservedPlace } from './useReservedPlace';

interface Step {
  title: string;
  text: string;
  done: boolean;
  link?: { title: string; href: string };
}

/** The first day in four steps; each ticks itself when it has happened. Goes away for good when told to. */
export function GettingStarted(props: {
  me: Me | undefined;
  mayCreate: boolean | undefined;
}) {
  const { me, mayCreate } = props;
  const facts = useGettingStarted(me?.userRef);
  const steps = useSteps(me, facts);
  const doneSteps = steps.filter(step => step.done).length;
  const next = steps.find(step => !step.done);

  const isShown = decide([
    mayCreate,
    me && me.teams !== undefined,
    facts.known,
    facts.dismissed === undefined ? undefined : !facts.dismissed,
  ]);
  const isReserved = useReservedPlace(isShown);

  if (!isShown) {
    return isReserved ? <div className={styles.reserved} /> : null;
  }
  return (
    <Card>
      <CardHeader className={styles.header}>
        <h2 className={styles.title}>Getting started</h2>
        <span className={styles.progress}>
          {next
            ? `${doneSteps} of ${steps.length} done`
            : 'All done. Welcome aboard.'}
        </span>
        <Button variant="tertiary" size="small" onPress={facts.dismiss}>
          Hide for good
        </Button>
      </CardHeader>
      <CardBody>
        <ol className={styles.steps}>
          {steps.map(step => (
            <li
              key={step.title}
              className={styles.step}
              data-done={step.done}
              aria-current={step === next ? 'step' : undefined}
            >
              {step.done ? (
                <RiCheckboxCircleFill size={20} aria-hidden />
              ) : (
                <RiCircleLine size={20} aria-hidden />
              )}
              <div>
                <h3 className={styles.stepTitle}>
                  {step.title}
                  {step.done && <span className={styles.done}>, done</span>}
                </h3>
                <p className={styles.text}>{step.text}</p>
                {!step.done && step.link && (
                  <Link
                    href={step.link.href}
                    weight={step === next ? 'bold' : 'regular'}
                  >
                    {step.link.title}
                  </Link>
                )}
              </div>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  );
}

/** False as soon as one is false, true when all are; otherwise not known. */
function decide(conditions: Array<boolean | undefined>): boolean | undefined {
  if (conditions.includes(false)) {
    return false;
  }
  return conditions.includes(undefined) ? undefined : true;
}

function useSteps(
  me: Me | undefined,
  facts: ReturnType<typeof useGettingStarted>,
): Step[] {
  const entityLink = useEntityRefLink();
  const createLink = useRouteRef(createExternalRef);
  const docsLink = useRouteRef(docsExternalRef);
  const catalogLink = useRouteRef(catalogExternalRef);
  const team = me?.teams?.[0];
  return [
    {
      title: 'Find your team',
      text: team
        ? `You belong to ${team.title}: see who is in it and what it owns.`
        : 'You belong to no team yet. Ask your lead to add you; services belong to teams.',
      done: facts.sawTeam,
      link: team
        ? {
            title: `Open ${team.title}`,
            href: entityLink(team.entityRef),
          }
        : undefined,
    },
    {
      title: 'Read the docs',
      text: 'How your team’s services work, written by those who run them.',
      done: facts.readDocs,
      link: docsLink && { title: 'Open the docs', href: docsLink() },
    },
    {
      title: 'Create a service',
      text: 'Repository, pipeline, secrets and a place to run, in about a minute.',
      done: facts.createdService,
      link: createLink && { title: 'Choose a template', href: createLink() },
    },
    {
      title: 'See it healthy',
      text: 'It runs in dev as soon as its first pipeline is through.',
      done: facts.sawHealthy,
      link: catalogLink && { title: 'Open the catalog', href: catalogLink() },
    },
  ];
}
