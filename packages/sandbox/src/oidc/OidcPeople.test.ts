import { createTestContext } from '../core/testContext';
import { OidcPeople } from './OidcPeople';

describe('OidcPeople', () => {
  it('lets in whoever was invited, and accepts the invitation with the first sign-in', async () => {
    const test = await createTestContext();
    let pending = [{ email: 'mika.berg@aerq.example', group: 'crew' }];
    const created: unknown[] = [];
    const people = new OidcPeople(test.context, {
      pendingInvitations: () => pending,
      createUser(user) {
        created.push(user);
        pending = [];
      },
    });
    try {
      const mika = people.find('mika.berg')!;
      expect(mika).toMatchObject({
        name: 'Mika Berg',
        email: 'mika.berg@aerq.example',
        signIn: { role: 'Invited' },
      });
      people.enter(mika);
      people.enter(people.find('mika.berg')!);
      expect(created).toEqual([
        {
          username: 'mika.berg',
          name: 'Mika Berg',
          email: 'mika.berg@aerq.example',
        },
      ]);
      expect(people.list().filter(each => each.team === 'crew')).toContainEqual(
        expect.objectContaining({ username: 'mika.berg' }),
      );
      // The sample people are not touched.
      people.enter(people.find('amelia.reyes')!);
      expect(created).toHaveLength(1);

      pending = [{ email: 'zoe@aerq.example', group: 'data' }];
      expect(people.find('zoe')).toBeDefined();
      pending = [];
      expect(people.find('zoe')).toBeUndefined();
    } finally {
      await test.close();
    }
  });
});
