import { useTheme } from '@material-ui/core/styles';
import { appThemeApiRef } from '@backstage/frontend-plugin-api';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RunwayThemeProvider } from './RunwayThemeProvider';

const Form = () => (
  <input aria-label={`Name, ${useTheme().palette.type} theme`} />
);

describe('RunwayThemeProvider', () => {
  it('keeps what was typed when the theme changes', async () => {
    let chosen = 'light';
    const api = { getActiveThemeId: () => chosen };
    const portal = () => (
      <TestApiProvider apis={[[appThemeApiRef, api]]}>
        <RunwayThemeProvider>
          <Form />
        </RunwayThemeProvider>
      </TestApiProvider>
    );
    const { rerender } = render(portal());
    const field = screen.getByLabelText('Name, light theme');
    await userEvent.type(field, 'seat-map');
    chosen = 'dark';
    rerender(portal());
    expect(screen.getByLabelText('Name, dark theme')).toBe(field);
    expect(field).toHaveValue('seat-map');
  });
});
