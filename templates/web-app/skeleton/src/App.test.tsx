// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { App } from './App.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';

const config = { name: 'boarding', version: 'c0ffee00', environment: 'dev', apiUrl: '' };
const answer = (status: number, body: unknown) =>
  Promise.resolve(new Response(JSON.stringify(body), { status }));

describe('App', () => {
  it('says that it loads, then what runs where', async () => {
    vi.stubGlobal('fetch', vi.fn(() => answer(200, config)));
    render(<App />);
    expect(screen.getByRole('status')).toHaveTextContent('Loading');
    expect(await screen.findByRole('heading', { name: 'boarding' })).toBeVisible();
    expect(screen.getByText('Version c0ffee00 in dev')).toBeVisible();
  });

  it('says what failed, and tries again', async () => {
    const fetch = vi.fn(() => answer(503, {}));
    vi.stubGlobal('fetch', fetch);
    render(<App />);
    expect(await screen.findByRole('alert')).toHaveTextContent('503');

    fetch.mockImplementation(() => answer(200, config));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'boarding' })).toBeVisible();
  });
});

describe('ErrorBoundary', () => {
  it('shows a way on when a part breaks', () => {
    vi.spyOn(console, 'error').mockReturnValue();
    function Broken(): never {
      throw new Error('broken');
    }
    render(
      <ErrorBoundary>
        <Broken />
      </ErrorBoundary>,
    );
    expect(screen.getByRole('alert')).toHaveTextContent('The page broke');
    expect(screen.getByRole('button', { name: 'Load it again' })).toBeEnabled();
  });
});
