import { Fragment } from 'react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Notice } from '../common/Notice';

/** Tells a person who may not create services why not, and whom to ask. */
export function CreateDenied(props: {
  /** Set when the rights themselves could not be asked for. */
  error?: Error;
}) {
  const groups =
    useApi(configApiRef).getOptionalStringArray(
      'runway.roles.platformEngineers',
    ) ?? [];
  if (props.error) {
    return (
      <Notice announce tone="warning" title="Your rights can't be checked now">
        You can look around; creating a service has to wait until Runway
        answers. Reload the page in a moment.
      </Notice>
    );
  }
  return (
    <Notice announce tone="denied" title="You may not create services">
      Members of a team may create services for it, and your account is not
      among them. Ask the lead of your team to add you
      {groups.length > 0 && (
        <>
          , or ask{' '}
          {groups.map((group, index) => (
            <Fragment key={group}>
              {index > 0 && ', '}
              <EntityRefLink entityRef={group} hideIcon />
            </Fragment>
          ))}
        </>
      )}
      .
    </Notice>
  );
}
