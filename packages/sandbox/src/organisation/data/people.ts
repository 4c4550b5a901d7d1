/** Somebody of the sample organisation. */
export interface Person {
  /** Catalog `User`, GitLab user name and OpenID subject: `<first>.<last>`. */
  username: string;
  name: string;
  email: string;
  title: string;
  /** Name of the catalog group. */
  team: string;
  /** What signing in as this person is good for; only these people are on the sign-in page. */
  signIn?: { role: string; about: string };
}

type Entry = [
  name: string,
  team: string,
  title: string,
  signIn?: Person['signIn'],
];

const ENTRIES: Entry[] = [
  [
    'Amelia Reyes',
    'flight-ops',
    'Software engineer',
    {
      role: 'Developer',
      about: 'Creates services for flight operations and runs them.',
    },
  ],
  ['Oskar Lindqvist', 'flight-ops', 'Senior software engineer'],
  ['Hana Sato', 'flight-ops', 'Product manager'],
  ['Lucia Moretti', 'cabin', 'Software engineer'],
  ['Ben Adeyemi', 'cabin', 'Engineering lead'],
  [
    'Tomas Silva',
    'crew',
    'Software engineer',
    {
      role: 'Developer, new here',
      about: 'First week: is in a team, but owns nothing himself yet.',
    },
  ],
  [
    'Ingrid Dahl',
    'crew',
    'Engineering lead',
    {
      role: 'Team lead',
      about: 'Leads crew: invites people, and sees how their first days go.',
    },
  ],
  ['Rafael Costa', 'crew', 'Software engineer'],
  [
    'Noor Haddad',
    'booking',
    'Software engineer',
    {
      role: 'Developer',
      about:
        'Creates services for booking; may not touch those of other teams.',
    },
  ],
  ['Wei Chen', 'booking', 'Engineering lead'],
  ['Sofia Petrova', 'booking', 'Software engineer'],
  ['Emma Novak', 'loyalty', 'Engineering lead'],
  ['Daniel Okafor', 'loyalty', 'Software engineer'],
  [
    'Jonas Weber',
    'ground',
    'Software engineer',
    {
      role: 'Developer',
      about: 'His team has no namespace in any cluster yet.',
    },
  ],
  ['Fatima Zahra', 'ground', 'Engineering lead'],
  ['Arjun Mehta', 'data', 'Data engineer'],
  ['Chloe Martin', 'data', 'Engineering lead'],
  ['Yusuf Demir', 'data', 'Data engineer'],
  [
    'Priya Nair',
    'platform',
    'Platform engineer',
    {
      role: 'Platform engineer',
      about: 'Runs the platform: may act for every team.',
    },
  ],
  ['Lars Eriksen', 'platform', 'Platform engineer'],
  ['Mei Tanaka', 'platform', 'Site reliability engineer'],
  [
    'Maren Olsen',
    'management',
    'Head of engineering',
    {
      role: 'Manager',
      about: 'Sees everything, and may not create or change services.',
    },
  ],
  ['Victor Laurent', 'management', 'Chief technology officer'],
  ['Grace Kim', 'management', 'Delivery manager'],
];

export const PEOPLE: Person[] = ENTRIES.map(([name, team, title, signIn]) => {
  const username = name.toLowerCase().replace(' ', '.');
  return {
    username,
    name,
    email: `${username}@aerq.example`,
    title,
    team,
    signIn,
  };
});

/** Who came through an invitation of the portal, how many days ago, and who helps them; by user name. */
export const INVITED: Record<string, { daysAgo: number; buddy: string }> = {
  'tomas.silva': { daysAgo: 2, buddy: 'rafael.costa' },
  'jonas.weber': { daysAgo: 12, buddy: 'fatima.zahra' },
  'lucia.moretti': { daysAgo: 30, buddy: 'ben.adeyemi' },
};

/** The person with this user name. @throws Error when there is none */
export function personOf(username: string): Person {
  const person = PEOPLE.find(each => each.username === username);
  if (!person) {
    throw new Error(`Nobody of the sample organisation is ${username}`);
  }
  return person;
}
