import type { BrowserConfig } from '../server/config.ts';
import { Home } from './Home.tsx';
import { useJson } from './useJson.ts';

/** The app: what it needs to know comes from the server at run time, so that one image serves every environment. */
export function App() {
  const [config, retry] = useJson<BrowserConfig>('/config.json');
  switch (config.state) {
    case 'loading':
      return <p role="status">Loading…</p>;
    case 'failed':
      return (
        <main>
          <h1>That did not work</h1>
          <p role="alert">The page could not be loaded. {config.message}</p>
          <button type="button" onClick={retry}>
            Try again
          </button>
        </main>
      );
    case 'loaded':
      return <Home config={config.data} />;
  }
}
