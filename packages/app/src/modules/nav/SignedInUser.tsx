import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import useAsync from 'react-use/esm/useAsync';
import { Link } from 'react-router-dom';
import styles from './NavContent.module.css';

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map(word => word.charAt(0))
    .slice(0, 2)
    .join('')
    .toLocaleUpperCase('en');

/** Who is signed in; leads to their page in the catalog. */
export function SignedInUser() {
  const identityApi = useApi(identityApiRef);
  const { value } = useAsync(async () => {
    const [profile, identity] = await Promise.all([
      identityApi.getProfileInfo(),
      identityApi.getBackstageIdentity(),
    ]);
    const [, kind, namespace, name] =
      /^([^:]+):([^/]+)\/(.+)$/.exec(identity.userEntityRef) ?? [];
    return {
      displayName: profile.displayName ?? name ?? 'You',
      href: `/catalog/${namespace}/${kind}/${name}`,
    };
  }, [identityApi]);

  if (!value) {
    return <div className={styles.user} />;
  }
  return (
    <Link to={value.href} className={styles.user} title={value.displayName}>
      <span className={styles.avatar} aria-hidden>
        {initials(value.displayName)}
      </span>
      <span className={styles.word}>{value.displayName}</span>
    </Link>
  );
}
