import { type FormEvent, useState } from 'react';
import type { BrowserConfig } from '../server/config.ts';

const FLIGHT = /^[A-Z0-9]{2}\d{1,4}$/;

/** An example to replace: a page with a form that says what is wrong while people type. */
export function Home({ config }: { config: BrowserConfig }) {
  const [flight, setFlight] = useState('');
  const [chosen, setChosen] = useState<string>();
  const problem = explain(flight);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChosen(flight);
  };

  return (
    <>
      <main>
        <h1>{config.name}</h1>
        <p>It runs. Replace this page in src/Home.tsx, and its test next to it.</p>
        <form onSubmit={submit}>
          <label htmlFor="flight">Flight</label>
          <input
            id="flight"
            value={flight}
            onChange={event => setFlight(event.target.value.toUpperCase())}
            autoComplete="off"
            aria-invalid={problem !== undefined}
            aria-describedby="flight-help"
          />
          <p id="flight-help">{problem ?? 'Airline and number.'}</p>
          <button type="submit" disabled={flight === '' || problem !== undefined}>
            Choose
          </button>
        </form>
        <p role="status">{chosen && `You chose ${chosen}.`}</p>
      </main>
      <footer>
        Version {config.version} in {config.environment}
      </footer>
    </>
  );
}

function explain(flight: string): string | undefined {
  return flight === '' || FLIGHT.test(flight)
    ? undefined
    : 'Two letters or digits and up to four digits, for example LH400.';
}
