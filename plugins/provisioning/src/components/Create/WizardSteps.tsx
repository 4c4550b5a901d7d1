import { RiCheckLine } from '@remixicon/react';
import { VisuallyHidden } from '@backstage/ui';
import styles from './WizardSteps.module.css';

const STEPS = ['Details', 'Review', 'Create'];

/** Where the person is on the way, and what is still ahead. */
export function WizardSteps(props: { current: 'details' | 'review' }) {
  const currentIndex = props.current === 'details' ? 0 : 1;
  return (
    <ol className={styles.steps} aria-label="Steps">
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={styles.step}
          data-state={stateOf(index, currentIndex)}
          aria-current={index === currentIndex ? 'step' : undefined}
        >
          <span className={styles.mark} aria-hidden>
            {index < currentIndex ? <RiCheckLine size={16} /> : index + 1}
          </span>
          {step}
          {index < currentIndex && <VisuallyHidden> (done)</VisuallyHidden>}
        </li>
      ))}
    </ol>
  );
}

function stateOf(index: number, current: number) {
  if (index === current) {
    return 'current';
  }
  return index < current ? 'done' : 'ahead';
}
