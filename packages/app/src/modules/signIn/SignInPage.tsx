import type { SignInPageProps } from '@backstage/plugin-app-react';
import { Alert, Button } from '@backstage/ui';
import { Logo } from '../nav/Logo';
import { SignInFailure } from './explainSignInFailure';
import { PROVIDER_TITLE } from './oidcAuthApi';
import styles from './SignInPage.module.css';
import { useOidcSignIn } from './useOidcSignIn';

/** The page of a person who is not signed in. */
export function SignInPage(props: SignInPageProps) {
  const { state, signIn } = useOidcSignIn(props.onSignInSuccess);

  if (state.status === 'looking') {
    return (
      <main className={styles.page}>
        <div role="status" className={styles.waiting} aria-label="Loading">
          <Logo size={48} />
        </div>
      </main>
    );
  }
  return (
    <main className={styles.page}>
      <section className={styles.panel} aria-labelledby="sign-in-title">
        <Logo size={48} />
        <h1 id="sign-in-title" className={styles.title}>
          Runway
        </h1>
        <p className={styles.purpose}>
          Create services, see what runs where, and bring changes to production.
        </p>
        {state.status === 'asking' && state.failure && (
          <Failure failure={state.failure} />
        )}
        <Button
          variant="primary"
          size="medium"
          className={styles.button}
          isPending={state.status === 'leaving'}
          onPress={signIn}
        >
          Sign in with {PROVIDER_TITLE}
        </Button>
      </section>
      <div className={styles.runway} aria-hidden />
    </main>
  );
}

function Failure(props: { failure: SignInFailure }) {
  const { title, advice, detail } = props.failure;
  return (
    <Alert
      role="alert"
      status="danger"
      icon
      className={styles.failure}
      title={title}
      description={
        <>
          {advice}
          {detail && (
            <details className={styles.detail}>
              <summary>For the platform team</summary>
              <code>{detail}</code>
            </details>
          )}
        </>
      }
    />
  );
}
