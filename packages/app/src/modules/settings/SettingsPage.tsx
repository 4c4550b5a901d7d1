import {
  appThemeApiRef,
  errorApiRef,
  identityApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import { EntityRefLinks } from '@backstage/plugin-catalog-react';
import {
  Button,
  Card,
  CardBody,
  CardHeader,
  Radio,
  RadioGroup,
} from '@backstage/ui';
import { useMemo } from 'react';
import useAsync from 'react-use/esm/useAsync';
import useObservable from 'react-use/esm/useObservable';
import { usePageTitle } from '../layout/usePageTitle';
import styles from './SettingsPage.module.css';

/** Who one is here, and how the portal looks. */
export function SettingsPage() {
  usePageTitle('Settings');
  return (
    <main className={styles.page}>
      <h1 className={styles.title}>Settings</h1>
      <Account />
      <Appearance />
    </main>
  );
}

function Account() {
  const identityApi = useApi(identityApiRef);
  const errorApi = useApi(errorApiRef);
  const { value } = useAsync(
    async () => ({
      profile: await identityApi.getProfileInfo(),
      identity: await identityApi.getBackstageIdentity(),
    }),
    [identityApi],
  );
  const teams =
    value?.identity.ownershipEntityRefs.filter(ref =>
      ref.startsWith('group:'),
    ) ?? [];
  const signOut = () =>
    identityApi.signOut().catch((error: Error) => errorApi.post(error));
  return (
    <Card>
      <CardHeader>
        <h2 className={styles.heading}>Account</h2>
      </CardHeader>
      <CardBody>
        <dl className={styles.facts}>
          <dt>Name</dt>
          <dd>{value?.profile.displayName}</dd>
          <dt>E-mail</dt>
          <dd>{value?.profile.email}</dd>
          <dt>Teams</dt>
          <dd>
            {value && teams.length === 0 ? (
              'None yet: ask your lead to add you to one.'
            ) : (
              <EntityRefLinks
                entityRefs={teams}
                defaultKind="group"
                hideIcons
              />
            )}
          </dd>
        </dl>
        <Button
          variant="secondary"
          className={styles.signOut}
          onPress={signOut}
        >
          Sign out
        </Button>
      </CardBody>
    </Card>
  );
}

const AUTOMATIC = 'auto';

function Appearance() {
  const appThemeApi = useApi(appThemeApiRef);
  const active$ = useMemo(() => appThemeApi.activeThemeId$(), [appThemeApi]);
  const activeId = useObservable(active$, appThemeApi.getActiveThemeId());
  return (
    <Card>
      <CardHeader>
        <h2 className={styles.heading}>Appearance</h2>
      </CardHeader>
      <CardBody>
        <RadioGroup
          label="Theme"
          value={activeId ?? AUTOMATIC}
          onChange={id =>
            appThemeApi.setActiveThemeId(id === AUTOMATIC ? undefined : id)
          }
        >
          <Radio value={AUTOMATIC}>As your device says</Radio>
          {appThemeApi.getInstalledThemes().map(({ id, title }) => (
            <Radio key={id} value={id}>
              {title}
            </Radio>
          ))}
        </RadioGroup>
      </CardBody>
    </Card>
  );
}
