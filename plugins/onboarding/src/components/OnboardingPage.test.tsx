import { ResponseError } from '@backstage/errors';
import { renderTestApp } from '@backstage/frontend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  exampleOnboarding,
  FakeOnboardingApi,
} from '../__testUtils__/FakeOnboardingApi';
import { onboardingApiRef } from '../api/onboardingApiRef';
import { onboardingPlugin } from '../plugin';

function render(api: FakeOnboardingApi) {
  return renderTestApp({
    features: [catalogPlugin, onboardingPlugin],
    initialRouteEntries: ['/onboarding'],
    apis: [[onboardingApiRef, api], catalogApiMock()],
  });
}

const checklist = [{ id: 'buddy', text: 'Meet your buddy' }];

describe('OnboardingPage', () => {
  let api: FakeOnboardingApi;
  beforeEach(() => {
    api = new FakeOnboardingApi();
  });

  it('shows a newcomer one next step with what is known filled in', async () => {
    api.onboarding = { ...exampleOnboarding(), checklist };
    render(api);
    expect(
      await screen.findByRole('heading', { name: 'Make your first change' }),
    ).toBeInTheDocument();
    const link = screen.getByRole('link', { name: 'Create a service' });
    const { searchParams } = new URL(link.getAttribute('href')!, 'http://x');
    expect(JSON.parse(searchParams.get('formData')!)).toEqual({
      owner: 'group:default/crew',
    });
    const steps = within(
      screen.getByRole('list', { name: 'Steps' }),
    ).getAllByRole('listitem');
    expect(steps.map(step => step.getAttribute('aria-current'))).toEqual([
      null,
      null,
      'step',
      null,
      null,
    ]);
    expect(steps[2]).toHaveTextContent('First changeNext');
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });

  it('ticks an item, and says so when that fails', async () => {
    api.onboarding = { ...exampleOnboarding(), checklist };
    render(api);
    const user = userEvent.setup();
    const box = await screen.findByRole('checkbox', {
      name: 'Meet your buddy',
    });
    await user.click(box);
    expect(api.ticks).toEqual([['buddy', true]]);
    expect(box).toBeChecked();
    api.error = new Error('offline');
    await user.click(box);
    expect(await screen.findByText(/Nothing was changed\./)).toBeVisible();
    expect(box).toBeChecked();
  });

  it('says that a step was passed without being seen', async () => {
    api.onboarding = {
      ...exampleOnboarding({
        facts: [
          { name: 'invited', at: '2026-11-20T09:00:00.000Z', source: 'C' },
          { name: 'production', at: '2026-11-22T09:00:00.000Z', source: 'G' },
        ],
        finishedAt: '2026-11-22T09:00:00.000Z',
      }),
      checklist: [],
    };
    render(api);
    expect(
      await screen.findByText(/in production, 2 days after your invitation/),
    ).toBeInTheDocument();
    expect(screen.getAllByText('Not seen')).toHaveLength(3);
  });

  it('shows a lead the people of the team, with figures and the way to invite', async () => {
    api.answer = {
      scope: 'team',
      people: [
        exampleOnboarding({ stuck: true }),
        exampleOnboarding({
          userRef: 'user:default/zoe',
          name: 'Zoe',
          finishedAt: '2026-11-22T09:00:00.000Z',
        }),
      ],
      figures: { windowDays: 180, n: 1, underWay: 1, stuck: 1 },
    };
    render(api);
    const table = await screen.findByRole('table', { name: 'People' });
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows[0]).toHaveTextContent(/Mika Berg.*Stuck.*Signed in.*so far/);
    expect(rows[1]).toHaveTextContent(/Zoe.*Finished.*2 days/);
    expect(screen.getByText('Not enough data')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Invite an engineer' }),
    ).toHaveAttribute('href', '/create/templates/default/onboard-engineer');
  });

  it('shows a manager figures without names, and no way to invite', async () => {
    api.answer = {
      scope: 'figures',
      people: [],
      figures: {
        windowDays: 180,
        n: 7,
        medianDays: 2.54,
        underWay: 3,
        stuck: 0,
      },
    };
    render(api);
    expect(await screen.findByText('2.5 days')).toBeInTheDocument();
    expect(screen.getByText(/n = 7/)).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'Invite an engineer' }),
    ).not.toBeInTheDocument();
  });

  it('says when there is nothing, nobody yet, and what was refused', async () => {
    const first = render(api);
    expect(await screen.findByText('Nothing to do here')).toBeInTheDocument();
    first.unmount();

    api.answer = {
      scope: 'all',
      people: [],
      figures: { windowDays: 180, n: 0, underWay: 0, stuck: 0 },
    };
    const second = render(api);
    expect(
      await screen.findByText('Nobody was invited yet'),
    ).toBeInTheDocument();
    second.unmount();

    api.error = await ResponseError.fromResponse(
      new Response(
        JSON.stringify({
          error: { name: 'NotAllowedError', message: 'Ask the platform team.' },
          response: { statusCode: 403 },
        }),
        { status: 403, headers: { 'content-type': 'application/json' } },
      ),
    );
    render(api);
    const alerts = await screen.findAllByRole('alert');
    expect(alerts[0]).toHaveTextContent('Ask the platform team.');
  });
});
