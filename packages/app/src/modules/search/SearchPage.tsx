import {
  Alert,
  Button,
  SearchField,
  Skeleton,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { Link, useSearchParams } from 'react-router-dom';
import { usePageTitle } from '../layout/usePageTitle';
import { describeSearchError } from './describeSearchError';
import { Highlighted } from './Highlighted';
import styles from './SearchPage.module.css';
import { SEARCH_TYPES, SearchType, useSearchResults } from './useSearchResults';

const EVERYTHING = 'all';

/** Everything that fits some words, in the catalog and in the documentation; the address keeps words and kind. */
export function SearchPage() {
  usePageTitle('Search');
  const [params, setParams] = useSearchParams();
  const term = params.get('query') ?? '';
  const type = SEARCH_TYPES.find(({ id }) => id === params.get('type'))?.id;
  const [text, setText] = useState(term);

  const update = (name: 'query' | 'type', value: string | undefined) =>
    setParams(
      previous => {
        const next = new URLSearchParams(previous);
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  useDebounce(() => text !== term && update('query', text), 250, [text]);

  return (
    <main className={styles.page}>
      <h1 className={styles.title}>Search</h1>
      <SearchField
        aria-label="Search"
        placeholder="Services, teams, APIs and docs"
        value={text}
        onChange={setText}
      />
      <ToggleButtonGroup
        aria-label="Where to search"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[type ?? EVERYTHING]}
        onSelectionChange={([key]) =>
          update('type', key === EVERYTHING ? undefined : String(key))
        }
      >
        <ToggleButton id={EVERYTHING}>Everything</ToggleButton>
        {SEARCH_TYPES.map(({ id, title }) => (
          <ToggleButton key={id} id={id}>
            {title}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <Results term={term.trim()} type={type} />
    </main>
  );
}

function Results(props: { term: string; type: SearchType | undefined }) {
  const { term } = props;
  const { results, error, loading, more, retry } = useSearchResults(props);

  if (!term) {
    return (
      <p className={styles.note}>
        By name, description or any word of the documentation.
      </p>
    );
  }
  if (error) {
    return (
      <Alert
        role="alert"
        status="danger"
        icon
        title="Search does not answer"
        description={describeSearchError(error)}
        customActions={
          <Button variant="secondary" onPress={retry}>
            Try again
          </Button>
        }
      />
    );
  }
  if (!results) {
    return (
      <div role="status" aria-label="Searching" className={styles.results}>
        {[0, 1, 2].map(row => (
          <Skeleton key={row} width="100%" height={40} />
        ))}
      </div>
    );
  }
  if (!results.length) {
    return (
      <p role="status" className={styles.note}>
        Nothing found for “{term}”. Try fewer words; new entries can take a few
        minutes to be searchable.
      </p>
    );
  }
  return (
    <>
      <ol className={styles.results} aria-label="Results" aria-busy={loading}>
        {results.map(({ document, highlight, type }) => (
          <li key={`${type} ${document.location}`} className={styles.result}>
            <Link to={document.location} className={styles.name}>
              <Highlighted
                text={document.title}
                highlight={highlight}
                field="title"
              />
            </Link>
            <span className={styles.kind}>
              {SEARCH_TYPES.find(({ id }) => id === type)?.single}
            </span>
            <p className={styles.text}>
              <Highlighted
                text={document.text}
                highlight={highlight}
                field="text"
              />
            </p>
          </li>
        ))}
      </ol>
      {more && (
        <Button variant="secondary" isPending={loading} onPress={more}>
          Show more
        </Button>
      )}
    </>
  );
}
