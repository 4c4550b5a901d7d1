import type { Person } from '../organisation/data/people';
import { PEOPLE } from '../organisation/data/people';
import type { Collection } from '../state/DocumentStore';
import type { SandboxContext } from '../core/SandboxContext';

/** What the sandbox's GitLab knows of people who were invited by e-mail. */
export interface Invitations {
  pendingInvitations(): Array<{ email: string; group: string }>;
  /** Makes the account, which is then in the groups that have asked. */
  createUser(user: { username: string; name: string; email: string }): unknown;
}

/** Who may sign in: some of the sample people, and whoever was invited. With the first sign-in an invitation is accepted. */
export class OidcPeople {
  readonly #invited: Collection<Person>;

  constructor(ctx: SandboxContext, private readonly invitations: Invitations) {
    this.#invited = ctx.store.collection('oidc.invited');
  }

  list(): Person[] {
    const known = [
      ...PEOPLE.filter(({ signIn }) => signIn),
      ...this.#invited.values(),
    ];
    const pending = this.invitations
      .pendingInvitations()
      .map(toPerson)
      .filter(person =>
        known.every(({ username }) => username !== person.username),
      );
    return [...known, ...pending];
  }

  find(username: string): Person | undefined {
    return this.list().find(each => each.username === username);
  }

  /** Lets a person in; somebody who was invited has an account from now on. */
  enter({ username, name, email, ...person }: Person): void {
    const isPending = this.invitations
      .pendingInvitations()
      .some(invitation => invitation.email === email);
    if (isPending) {
      this.invitations.createUser({ username, name, email });
      this.#invited.set(username, {
        ...person,
        username,
        name,
        email,
        signIn: {
          role: 'Invited',
          about: `Came to ${person.team} by an invitation.`,
        },
      });
    }
  }
}

function toPerson(invitation: { email: string; group: string }): Person {
  const username = invitation.email.split('@')[0];
  return {
    username,
    name: username
      .split(/[._-]/)
      .map(part => part.charAt(0).toUpperCase() + part.slice(1))
      .join(' '),
    email: invitation.email,
    title: 'Software engineer',
    team: invitation.group,
    signIn: {
      role: 'Invited',
      about: `Accepts the invitation to ${invitation.group} by signing in.`,
    },
  };
}
