import { Link } from '@backstage/ui';
import type {
  NamespaceCheck,
  NamespaceDetail,
  NamespaceSummary,
} from '@runway/plugin-clusters-common';
import { StateLabel } from '../AspectLabel/AspectLabel';
import { ASPECTS } from '../AspectLabel/aspectWords';
import styles from './NamespacePage.module.css';

/** What was looked at: what is missing first, with what it means and what to do. */
export function Checks({ detail }: { detail: NamespaceDetail }) {
  const { namespace, checks } = detail;
  const inState = (state: NamespaceCheck['state']) =>
    checks.filter(check => check.state === state);
  const missing = inState('missing');
  const unknown = inState('unknown');
  const there = inState('present');
  if (checks.length === 0) {
    return (
      <p className={styles.note}>
        {namespace.deleting
          ? 'This namespace is being deleted; what is missing is not looked at any more.'
          : 'This namespace belongs to the cluster or the platform. It is not measured by what teams get.'}
      </p>
    );
  }
  return (
    <>
      {missing.length > 0 ? (
        <section className={styles.section} aria-label="What is missing">
          <h3>What is missing</h3>
          {missing.map(check => (
            <Missing
              key={check.aspect}
              check={check}
              application={applicationOf(namespace)}
            />
          ))}
        </section>
      ) : (
        <p className={styles.well}>
          <StateLabel state={unknown.length > 0 ? 'unknown' : 'present'}>
            {unknown.length > 0
              ? 'Nothing is known to be missing, but not everything could be read.'
              : 'Nothing is missing: it has what a team’s namespace should have.'}
          </StateLabel>
        </p>
      )}
      {unknown.length > 0 && (
        <Short title="What is not known" checks={unknown} />
      )}
      {there.length > 0 && <Short title="What it has" checks={there} />}
    </>
  );
}

/** Name of the application that declares a namespace that is called as the chart `tenant` calls it. */
function applicationOf({
  name,
  team,
  environment,
}: NamespaceSummary): string | undefined {
  return team && name === `${team}-${environment}`
    ? `tenant-${name}`
    : undefined;
}

function Missing(props: { check: NamespaceCheck; application?: string }) {
  const { check, application } = props;
  const { title, why, mend, links } = ASPECTS[check.aspect];
  return (
    <article className={styles.missing} aria-label={title}>
      <h4>
        <StateLabel state="missing">{title}</StateLabel>
      </h4>
      <p>{check.says}</p>
      <p>
        <strong>Why it matters.</strong> {why}
      </p>
      <p>
        <strong>What to do.</strong> {mend}
      </p>
      <ul className={styles.links}>
        {application && (
          <li>
            <Link href={`/delivery?q=${application}`}>
              Application {application}
            </Link>
          </li>
        )}
        {links.map(link => (
          <li key={link.href}>
            <Link href={link.href}>{link.title}</Link>
          </li>
        ))}
      </ul>
    </article>
  );
}

function Short(props: { title: string; checks: NamespaceCheck[] }) {
  return (
    <section className={styles.section} aria-label={props.title}>
      <h3>{props.title}</h3>
      <dl className={styles.checks}>
        {props.checks.map(({ aspect, state, says }) => (
          <div key={aspect}>
            <dt>
              <StateLabel state={state}>{ASPECTS[aspect].title}</StateLabel>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
