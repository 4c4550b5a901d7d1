import { Link } from '@backstage/ui';
import type {
  NamespaceCheck,
  NamespaceDetail,
  NamespaceSummary,
} from '@runway/plugin-clusters-common';
import { StateLabel } from '../AspectLabel/AspectLabel';
import { ASPECTS, MENDING } from '../AspectLabel/aspectWords';
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
          <h2>What is missing</h2>
          <Mending namespace={namespace} />
          {missing.map(check => (
            <Missing key={check.aspect} check={check} />
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

/** Where to go: to what declares the namespace, or to what would make one that has everything. */
function Mending({ namespace }: { namespace: NamespaceSummary }) {
  const { name, team, environment } = namespace;
  // As the chart `tenant` calls them.
  const isDeclared = team && name === `${team}-${environment}`;
  const application = `tenant-${name}`;
  const links = [
    isDeclared
      ? {
          title: `Application ${application}`,
          href: `/delivery?q=${application}`,
        }
      : MENDING.template,
    MENDING.howTo,
  ];
  return (
    <ul className={styles.links}>
      {links.map(({ title, href }) => (
        <li key={href}>
          <Link href={href}>{title}</Link>
        </li>
      ))}
    </ul>
  );
}

function Missing({ check }: { check: NamespaceCheck }) {
  const { title, why, mend, link } = ASPECTS[check.aspect];
  return (
    <article className={styles.missing} aria-label={title}>
      <h3>
        <StateLabel state="missing">{title}</StateLabel>
      </h3>
      <p>{check.says}</p>
      <p>
        <strong>Why it matters.</strong> {why}
      </p>
      <p>
        <strong>What to do.</strong> {mend}
      </p>
      {link && (
        <p>
          <Link href={link.href}>{link.title}</Link>
        </p>
      )}
    </article>
  );
}

function Short(props: { title: string; checks: NamespaceCheck[] }) {
  return (
    <section className={styles.section} aria-label={props.title}>
      <h2>{props.title}</h2>
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
