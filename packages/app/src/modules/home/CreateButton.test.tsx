import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { runCreatePermission } from '@runway/plugin-provisioning-common';
import { screen } from '@testing-library/react';
import { CreateButton } from './CreateButton';
import { createExternalRef } from './homePlugin';

describe('CreateButton', () => {
  it('tells a person who may not create so, instead of letting them fail later', async () => {
    renderInTestApp(<CreateButton />, {
      mountedRoutes: { '/create': createExternalRef },
      apis: [
        mockApis.permission({
          authorize: ({ permission }) =>
            permission.name === runCreatePermission.name
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        }),
      ],
    });
    expect(
      await screen.findByText(/Your role may look, not create/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });
});
