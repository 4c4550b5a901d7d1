import { useApi } from '@backstage/frontend-plugin-api';
import { searchApiRef } from '@backstage/plugin-search-react';
import { RiBookOpenLine, RiSearchLine, RiStackLine } from '@remixicon/react';
import { KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import useDebounce from 'react-use/esm/useDebounce';
import { useNavigate } from 'react-router-dom';
import { useBackdropPress } from '../layout/useBackdropPress';
import { describeSearchError } from './describeSearchError';
import styles from './SearchDialog.module.css';

const SHOWN = 8;

/** Search over catalog and documentation without leaving the page: type, choose with the arrow keys, go with Enter. */
export default function SearchDialog(props: { onClose(): void }) {
  const { onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const listId = useId();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const results = useResults(text);
  const found = results.value ?? [];

  useEffect(() => dialog.current!.showModal(), []);
  useBackdropPress(dialog, onClose);
  useEffect(() => setChosen(0), [results.value]);

  const go = (to: string) => {
    onClose();
    navigate(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const result = found[chosen];
      go(
        result
          ? result.document.location
          : `/search?query=${encodeURIComponent(text)}`,
      );
    }
  };

  return (
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-label="Search"
      onClose={onClose}
    >
      <div className={styles.field}>
        <RiSearchLine size={20} aria-hidden />
        <input
          className={styles.input}
          role="combobox"
          aria-label="Search"
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-activedescendant={
            found.length ? `${listId}-${chosen}` : undefined
          }
          autoComplete="off"
          placeholder="Search services, teams, APIs and docs"
          value={text}
          onChange={event => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <kbd className={styles.key}>Esc</kbd>
      </div>
      <ul
        id={listId}
        className={styles.results}
        role="listbox"
        aria-label="Results"
      >
        {found.map(({ type, document }, index) => (
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the combobox's
          <li
            key={document.location}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={styles.result}
            onMouseMove={() => setChosen(index)}
            onClick={() => go(document.location)}
          >
            {type === 'techdocs' ? (
              <RiBookOpenLine size={20} aria-hidden />
            ) : (
              <RiStackLine size={20} aria-hidden />
            )}
            <span className={styles.name}>{document.title}</span>
            <span className={styles.text}>{document.text}</span>
          </li>
        ))}
      </ul>
      <p role="status" className={styles.status}>
        {describe(text, results, found.length)}
      </p>
    </dialog>
  );
}

function useResults(text: string) {
  const searchApi = useApi(searchApiRef);
  const [term, setTerm] = useState('');
  useDebounce(() => setTerm(text.trim()), 150, [text]);
  return useAsync(async () => {
    if (!term) {
      return undefined;
    }
    const { results } = await searchApi.query({ term, pageLimit: SHOWN });
    return results;
  }, [searchApi, term]);
}

function describe(
  text: string,
  results: { loading: boolean; error?: Error; value?: unknown },
  count: number,
): string {
  if (results.error) {
    return `Search does not answer: ${describeSearchError(results.error)}`;
  }
  if (!text.trim()) {
    return 'By name, description or any word of the documentation.';
  }
  if (results.loading || !results.value) {
    return 'Searching…';
  }
  return count
    ? 'Enter opens the one that is marked.'
    : 'Nothing found. New entries can take a few minutes to be searchable.';
}
