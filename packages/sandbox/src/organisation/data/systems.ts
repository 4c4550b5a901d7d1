export interface Domain {
  name: string;
  title: string;
  description: string;
  owner: string;
}

export interface System {
  name: string;
  title: string;
  description: string;
  owner: string;
  domain: string;
}

/** Something that a service needs and that is not a service: a database, a cache, a bucket, a topic. */
export interface Resource {
  name: string;
  description: string;
  type: 'database' | 'cache' | 'bucket' | 'topic';
  owner: string;
  system: string;
}

export const DOMAINS: Domain[] = [
  {
    name: 'flight-operations',
    title: 'Flight operations',
    description: 'Getting aircraft and crews from A to B',
    owner: 'flight-ops',
  },
  {
    name: 'passenger-experience',
    title: 'Passenger experience',
    description: 'What passengers meet between home and seat',
    owner: 'cabin',
  },
  {
    name: 'commercial',
    title: 'Commercial',
    description: 'Selling seats and keeping customers',
    owner: 'booking',
  },
  {
    name: 'ground-handling',
    title: 'Ground handling',
    description: 'Baggage and turnaround at the airports',
    owner: 'ground',
  },
  {
    name: 'shared-services',
    title: 'Shared services',
    description: 'Data and platform services that all others build on',
    owner: 'platform',
  },
];

export const SYSTEMS: System[] = [
  {
    name: 'flight-planning',
    title: 'Flight planning',
    description: 'Routes, fuel and weather of every flight',
    owner: 'flight-ops',
    domain: 'flight-operations',
  },
  {
    name: 'departure-control',
    title: 'Departure control',
    description: 'Check-in, boarding and gates on the day of departure',
    owner: 'flight-ops',
    domain: 'passenger-experience',
  },
  {
    name: 'crew-management',
    title: 'Crew management',
    description: 'Who flies when, within the limits of the law',
    owner: 'crew',
    domain: 'flight-operations',
  },
  {
    name: 'cabin-service',
    title: 'Cabin service',
    description: 'Seats, meals and sales on board',
    owner: 'cabin',
    domain: 'passenger-experience',
  },
  {
    name: 'reservations',
    title: 'Reservations',
    description: 'From a search to a ticket that is paid',
    owner: 'booking',
    domain: 'commercial',
  },
  {
    name: 'disruption',
    title: 'Disruption',
    description: 'Help for passengers when flights are late or cancelled',
    owner: 'booking',
    domain: 'passenger-experience',
  },
  {
    name: 'loyalty-program',
    title: 'Loyalty program',
    description: 'Miles, status and partners',
    owner: 'loyalty',
    domain: 'commercial',
  },
  {
    name: 'ground-operations',
    title: 'Ground operations',
    description: 'Baggage and turnaround',
    owner: 'ground',
    domain: 'ground-handling',
  },
  {
    name: 'data-platform',
    title: 'Data platform',
    description: 'Events, metrics and forecasts',
    owner: 'data',
    domain: 'shared-services',
  },
  {
    name: 'platform-services',
    title: 'Platform services',
    description: 'Small services that every team uses',
    owner: 'platform',
    domain: 'shared-services',
  },
];

export const RESOURCES: Resource[] = [
  {
    name: 'flight-plans-database',
    description: 'PostgreSQL with the filed flight plans',
    type: 'database',
    owner: 'flight-ops',
    system: 'flight-planning',
  },
  {
    name: 'check-in-database',
    description: 'PostgreSQL with check-ins and boarding states',
    type: 'database',
    owner: 'flight-ops',
    system: 'departure-control',
  },
  {
    name: 'boarding-pass-bucket',
    description: 'Issued boarding passes as PDF, kept for 30 days',
    type: 'bucket',
    owner: 'flight-ops',
    system: 'departure-control',
  },
  {
    name: 'seat-map-cache',
    description: 'Redis with the seat maps of the next 72 hours',
    type: 'cache',
    owner: 'cabin',
    system: 'cabin-service',
  },
  {
    name: 'cabin-database',
    description: 'PostgreSQL with orders and stock of the cabin',
    type: 'database',
    owner: 'cabin',
    system: 'cabin-service',
  },
  {
    name: 'crew-database',
    description: 'PostgreSQL with rosters, bids and duty times',
    type: 'database',
    owner: 'crew',
    system: 'crew-management',
  },
  {
    name: 'bookings-database',
    description: 'PostgreSQL with bookings and tickets',
    type: 'database',
    owner: 'booking',
    system: 'reservations',
  },
  {
    name: 'fares-cache',
    description: 'Redis with priced offers, 15 minutes each',
    type: 'cache',
    owner: 'booking',
    system: 'reservations',
  },
  {
    name: 'loyalty-database',
    description: 'PostgreSQL with members and their miles',
    type: 'database',
    owner: 'loyalty',
    system: 'loyalty-program',
  },
  {
    name: 'flight-events-topic',
    description: 'Kafka topic with every change of a flight',
    type: 'topic',
    owner: 'data',
    system: 'data-platform',
  },
  {
    name: 'data-lake-bucket',
    description: 'Raw and refined data as Parquet',
    type: 'bucket',
    owner: 'data',
    system: 'data-platform',
  },
  {
    name: 'documents-bucket',
    description: 'Documents of all services, encrypted',
    type: 'bucket',
    owner: 'platform',
    system: 'platform-services',
  },
];
