// @vitest-environment jsdom
import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { beforeEach, describe, expect, it } from 'vitest';
import { Home } from './Home.tsx';

const config = { name: 'boarding', version: '1', environment: 'dev', apiUrl: '' };

describe('Home', () => {
  beforeEach(() => {
    render(<Home config={config} />);
  });

  it('takes a flight', async () => {
    await userEvent.type(screen.getByLabelText('Flight'), 'lh400');
    await userEvent.click(screen.getByRole('button', { name: 'Choose' }));
    expect(screen.getByText('You chose LH400.')).toBeVisible();
  });

  it('says what is wrong while people type', async () => {
    const input = screen.getByLabelText('Flight');
    await userEvent.type(input, 'lufthansa');
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription(/for example LH400/);
    expect(screen.getByRole('button', { name: 'Choose' })).toBeDisabled();
  });

  it('waits for an answer before it offers to go on', () => {
    expect(screen.getByLabelText('Flight')).toBeValid();
    expect(screen.getByRole('button', { name: 'Choose' })).toBeDisabled();
  });
});
