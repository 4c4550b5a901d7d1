import { z } from 'zod';
import { ApiError } from '../../ApiError';
import type { ApiRouter } from '../ApiRouter';
import { accessLevels, presentInvitation } from '../entities/presentGroup';
import { integer, list, text } from '../parseInput';

const accessLevel = integer.refine(level => accessLevels.includes(level), {
  params: { value: true },
});

/** People who are asked by e-mail to join a group. */
export function addInvitationRoutes(api: ApiRouter) {
  const base = '/groups/:id/invitations';

  api.get(base, call => {
    const group = call.group('admin_group');
    const { query } = call.input(z.object({ query: text.optional() }));
    const wanted = query?.toLowerCase();
    const invitations = call.state.invitations
      .where('group', group.id)
      .filter(({ email }) => !wanted || email.includes(wanted));
    return call.page(invitations, invitation =>
      presentInvitation(call.services, invitation),
    );
  });

  api.post(base, call => {
    const group = call.group('admin_group');
    const input = call.input(
      z.object({
        email: list.optional(),
        user_id: text.optional(),
        access_level: accessLevel,
        expires_at: text.optional(),
      }),
    );
    const emails = [
      ...(input.email ?? []),
      ...(input.user_id ?? '').split(',').flatMap(id => {
        const user = call.state.users.get(Number(id));
        return user ? [user.email] : [];
      }),
    ];
    if (emails.length === 0) {
      throw ApiError.badRequest('email, user_id are missing');
    }
    const refused = emails.flatMap(email => {
      const problem = call.services.people.invite({
        group,
        email,
        accessLevel: input.access_level,
        expiresAt: input.expires_at,
        by: call.user,
      });
      return problem ? [[email, problem]] : [];
    });
    // Whatever was refused: GitLab answers 201, and says it in the body.
    return refused.length
      ? { status: 'error', message: Object.fromEntries(refused) }
      : { status: 'success' };
  });

  api.delete(`${base}/:email`, call => {
    const group = call.group('admin_group');
    const email = call.param('email').toLowerCase();
    const invitation = call.state.invitations
      .where('email', email)
      .find(({ groupId }) => groupId === group.id);
    if (!invitation) {
      throw ApiError.notFound();
    }
    call.state.invitations.delete(String(invitation.id));
    return call.noContent();
  });
}
