import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Checkbox, Link } from '@backstage/ui';
import type { ChecklistItem, Mine } from '@runway/plugin-onboarding-common';
import { onboardingApiRef } from '../api/onboardingApiRef';
import { describeError } from '../formatting/describeError';
import styles from './Onboarding.module.css';

/** What no system can see: the person ticks it. */
export function Checklist(props: {
  items: ChecklistItem[];
  onChange(mine: Mine): void;
}) {
  const { items, onChange } = props;
  const api = useApi(onboardingApiRef);
  const [pending, setPending] = useState<string>();
  const [problem, setProblem] = useState<string>();

  const tick = async (id: string, done: boolean) => {
    setPending(id);
    setProblem(undefined);
    try {
      onChange(await api.tick(id, done));
    } catch (error) {
      setProblem(describeError(error).message);
    } finally {
      setPending(undefined);
    }
  };

  return (
    <>
      <ul className={styles.checklist} aria-label="Your list">
        {items.map(({ id, text, link, doneAt }) => (
          <li key={id} className={styles.item}>
            <Checkbox
              isSelected={Boolean(doneAt)}
              isDisabled={pending === id}
              onChange={done => tick(id, done)}
            >
              {text}
            </Checkbox>
            {link && <Link href={link.url}>{link.title}</Link>}
          </li>
        ))}
      </ul>
      <p role="status" className={styles.problem}>
        {problem && `Nothing was changed. ${problem}`}
      </p>
    </>
  );
}
