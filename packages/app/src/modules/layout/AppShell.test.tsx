import { render, screen, waitFor } from '@testing-library/react';
import { AppShell } from './AppShell';

describe('AppShell', () => {
  it('gives each page exactly one main landmark, whether it brings one or not', async () => {
    const { rerender } = render(<AppShell nav={null}>plain</AppShell>);
    expect(screen.getAllByRole('main')).toHaveLength(1);

    rerender(
      <AppShell nav={null}>
        <main>own</main>
      </AppShell>,
    );
    await waitFor(() => expect(screen.getAllByRole('main')).toHaveLength(1));
    expect(screen.getByRole('main')).toHaveTextContent('own');

    rerender(<AppShell nav={null}>plain again</AppShell>);
    await waitFor(() =>
      expect(screen.getByRole('main')).toHaveTextContent('plain again'),
    );
  });
});
