import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { createExternalRef } from './homePlugin';
import styles from './HomePage.module.css';
import { useMayCreate } from './useMayCreate';

/** The one thing that most people come for; a person who may not do it reads whom to ask instead. */
export function CreateButton() {
  const createLink = useRouteRef(createExternalRef);
  const mayCreate = useMayCreate();
  if (!createLink || mayCreate === undefined) {
    return null;
  }
  return mayCreate ? (
    <ButtonLink
      href={createLink()}
      variant="primary"
      size="medium"
      className={styles.create}
      iconStart={<RiAddLine />}
    >
      Create service
    </ButtonLink>
  ) : (
    <p className={styles.summary}>
      Your role may look, not create. Ask your team’s lead for the developer
      role.
    </p>
  );
}
