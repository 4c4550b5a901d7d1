/** A team of the sample organisation: a catalog `Group` of type `team` and a GitLab group of the same name. */
export interface Team {
  name: string;
  title: string;
  description: string;
  /** User names of those who lead it. */
  leads: string[];
  /** Has namespaces in the clusters. */
  hasTenant: boolean;
}

export const ORGANISATION = {
  name: 'aerq',
  title: 'AERQ',
  description: 'A sample airline',
};

export const MANAGEMENT = {
  name: 'management',
  title: 'Management',
  description: 'Leads engineering and looks at its figures',
};

export const TEAMS: Team[] = [
  {
    name: 'flight-ops',
    title: 'Flight operations',
    description: 'Plans flights and gets them off the ground on time',
    leads: ['oskar.lindqvist'],
    hasTenant: true,
  },
  {
    name: 'cabin',
    title: 'Cabin',
    description: 'Seats, meals and sales on board',
    leads: ['ben.adeyemi'],
    hasTenant: true,
  },
  {
    name: 'crew',
    title: 'Crew',
    description: 'Rosters, duty times and messages for crews',
    leads: ['ingrid.dahl'],
    hasTenant: true,
  },
  {
    name: 'booking',
    title: 'Booking',
    description: 'Everything from the first search to the ticket',
    leads: ['wei.chen'],
    hasTenant: true,
  },
  {
    name: 'loyalty',
    title: 'Loyalty',
    description: 'Miles, members and partners',
    leads: ['emma.novak'],
    hasTenant: true,
  },
  {
    name: 'ground',
    title: 'Ground',
    description: 'Baggage and turnaround; moves to the platform soon',
    leads: ['fatima.zahra'],
    hasTenant: false,
  },
  {
    name: 'data',
    title: 'Data',
    description: 'Events, metrics and forecasts for everybody else',
    leads: ['chloe.martin'],
    hasTenant: true,
  },
  {
    name: 'platform',
    title: 'Platform',
    description: 'Clusters, pipelines and the golden paths',
    leads: ['priya.nair'],
    hasTenant: true,
  },
];

/** Environments in promotion order; each one is a cluster of the same name. */
export const ENVIRONMENTS = ['dev', 'staging', 'production'] as const;

export type Environment = (typeof ENVIRONMENTS)[number];
