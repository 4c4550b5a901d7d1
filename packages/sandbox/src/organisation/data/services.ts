import type { Environment } from './teams';

/** A service of the sample organisation: a catalog `Component`, a repository, and its deployments. */
export interface Service {
  /** Unique in the organisation. */
  name: string;
  team: string;
  system: string;
  description: string;
  type: 'service' | 'website';
  lifecycle: 'experimental' | 'production' | 'deprecated';
  tags: string[];
  /** The last environment it has been promoted to; left out for what does not run on the platform. */
  upTo?: Environment;
  /** Names of resources and services. */
  dependsOn: string[];
  /** Names of APIs; each is named after the service that provides it. */
  consumes: string[];
  /** Keys that it reads from Vault. */
  secrets: string[];
  /** What is deliberately wrong with it, and where. */
  trouble?: { environment: Environment; kind: 'missing-image' | 'unsynced' };
}

type Draft = Pick<Service, 'name' | 'description'> &
  Partial<Omit<Service, 'name' | 'description' | 'team' | 'system'>>;

function of(team: string, system: string, drafts: Draft[]): Service[] {
  return drafts.map(draft => ({
    team,
    system,
    type: 'service',
    lifecycle: 'production',
    tags: ['typescript'],
    dependsOn: [],
    consumes: [],
    secrets: [],
    ...draft,
  }));
}

const DATABASE = ['DATABASE_URL', 'DATABASE_PASSWORD'];

export const SERVICES: Service[] = [
  ...of('flight-ops', 'departure-control', [
    {
      name: 'check-in-api',
      description: 'Checks passengers in and issues their boarding passes',
      upTo: 'production',
      tags: ['typescript', 'fastify', 'tier-1'],
      dependsOn: ['check-in-database', 'boarding-pass'],
      consumes: ['booking-api', 'seat-map'],
      secrets: DATABASE,
    },
    {
      name: 'boarding-pass',
      description: 'Renders boarding passes for phone and paper',
      upTo: 'production',
      dependsOn: ['boarding-pass-bucket'],
      secrets: ['SIGNING_KEY'],
    },
    {
      name: 'gate-assignment',
      description: 'Assigns gates and tells everyone when they change',
      upTo: 'production',
      tags: ['typescript', 'optimisation'],
      dependsOn: ['flight-events-topic'],
      consumes: ['flight-plan-api', 'notification-hub'],
    },
  ]),
  ...of('flight-ops', 'flight-planning', [
    {
      name: 'flight-plan-api',
      description: 'Files flight plans and answers what was filed',
      upTo: 'production',
      tags: ['typescript', 'tier-1'],
      dependsOn: ['flight-plans-database', 'flight-events-topic'],
      secrets: DATABASE,
    },
    {
      name: 'fuel-planning',
      description: 'Works out how much fuel a flight needs, with its reserves',
      upTo: 'staging',
      tags: ['typescript', 'optimisation'],
      dependsOn: ['weather-briefing'],
      consumes: ['flight-plan-api'],
    },
    {
      name: 'weather-briefing',
      description: 'Collects the weather along a route into one briefing',
      upTo: 'staging',
      secrets: ['WEATHER_API_KEY'],
      trouble: { environment: 'dev', kind: 'missing-image' },
    },
    {
      name: 'route-charts',
      description: 'Serves charts of routes and airports to pilots',
      lifecycle: 'experimental',
      upTo: 'dev',
    },
  ]),
  ...of('flight-ops', 'disruption', [
    {
      name: 'disruption-notices',
      description: 'Publishes delays and cancellations with their reasons',
      upTo: 'staging',
      dependsOn: ['flight-events-topic'],
      consumes: ['notification-hub'],
    },
  ]),
  ...of('cabin', 'cabin-service', [
    {
      name: 'seat-map',
      description: 'Knows every seat of every flight and who sits there',
      upTo: 'production',
      tags: ['typescript', 'tier-1'],
      dependsOn: ['seat-map-cache', 'cabin-database'],
      secrets: DATABASE,
    },
    {
      name: 'catering-orders',
      description: 'Orders meals for a flight from its caterer',
      upTo: 'staging',
      dependsOn: ['cabin-database'],
      consumes: ['booking-api'],
      secrets: DATABASE,
    },
    {
      name: 'special-meals',
      description: 'Keeps the special meals that passengers asked for',
      upTo: 'dev',
      consumes: ['catering-orders'],
    },
    {
      name: 'onboard-sales',
      description: 'Sells snacks and duty-free goods on board, online or not',
      upTo: 'dev',
      dependsOn: ['cabin-inventory'],
      consumes: ['payment-gateway'],
      secrets: ['TERMINAL_KEY'],
    },
    {
      name: 'cabin-inventory',
      description: 'Counts what is loaded on board',
      lifecycle: 'experimental',
      upTo: 'dev',
      dependsOn: ['cabin-database'],
      secrets: DATABASE,
    },
  ]),
  ...of('crew', 'crew-management', [
    {
      name: 'crew-roster',
      description: 'Plans who flies when',
      upTo: 'production',
      tags: ['typescript', 'tier-1'],
      dependsOn: ['crew-database'],
      consumes: ['flight-plan-api', 'duty-time-limits'],
      secrets: DATABASE,
    },
    {
      name: 'duty-time-limits',
      description: 'Checks a roster against the legal limits of duty and rest',
      upTo: 'production',
      tags: ['typescript', 'compliance'],
    },
    {
      name: 'crew-bidding',
      description: 'Takes the wishes of crews for their next month',
      upTo: 'dev',
      dependsOn: ['crew-database'],
      consumes: ['crew-roster'],
      secrets: DATABASE,
    },
    {
      name: 'crew-notifications',
      description: 'Tells crews about changes of their roster',
      upTo: 'staging',
      consumes: ['notification-hub', 'crew-roster'],
    },
    {
      name: 'crew-portal',
      type: 'website',
      description: 'Where crews see their roster',
      upTo: 'dev',
      tags: ['react'],
      consumes: ['crew-roster'],
    },
  ]),
  ...of('booking', 'reservations', [
    {
      name: 'booking-api',
      description: 'Makes, changes and cancels bookings',
      upTo: 'production',
      tags: ['typescript', 'fastify', 'tier-1'],
      dependsOn: ['bookings-database', 'ticketing'],
      consumes: ['pricing-engine', 'payment-gateway', 'seat-map'],
      secrets: DATABASE,
    },
    {
      name: 'availability-search',
      description: 'Finds flights with free seats',
      upTo: 'production',
      dependsOn: ['fares-cache'],
      consumes: ['seat-map', 'flight-plan-api'],
    },
    {
      name: 'pricing-engine',
      description: 'Prices an offer from fares, taxes and demand',
      upTo: 'staging',
      tags: ['typescript', 'optimisation'],
      dependsOn: ['fares-cache', 'fare-rules', 'demand-forecast'],
      trouble: { environment: 'staging', kind: 'unsynced' },
    },
    {
      name: 'fare-rules',
      description: 'Explains what a fare allows and what it costs to change',
      upTo: 'dev',
    },
    {
      name: 'ticketing',
      description: 'Issues tickets for paid bookings',
      upTo: 'production',
      dependsOn: ['bookings-database'],
      secrets: DATABASE,
    },
    {
      name: 'payment-gateway',
      description: 'Takes payments and refunds through the providers',
      upTo: 'staging',
      tags: ['typescript', 'pci'],
      secrets: ['PROVIDER_KEY', 'WEBHOOK_SECRET'],
    },
    {
      name: 'booking-web',
      type: 'website',
      description: 'The shop on the web',
      upTo: 'production',
      tags: ['react'],
      consumes: ['booking-api', 'availability-search'],
    },
  ]),
  ...of('booking', 'disruption', [
    {
      name: 'rebooking-engine',
      description: 'Finds another flight for passengers who missed theirs',
      lifecycle: 'experimental',
      upTo: 'dev',
      consumes: ['booking-api', 'availability-search', 'disruption-notices'],
    },
  ]),
  ...of('loyalty', 'loyalty-program', [
    {
      name: 'miles-ledger',
      description: 'Books every mile that is earned or spent',
      upTo: 'production',
      tags: ['typescript', 'tier-1'],
      dependsOn: ['loyalty-database', 'audit-log'],
      secrets: DATABASE,
    },
    {
      name: 'member-profile',
      description: 'Keeps the data and wishes of members',
      upTo: 'staging',
      tags: ['typescript', 'personal-data'],
      dependsOn: ['loyalty-database'],
      secrets: DATABASE,
    },
    {
      name: 'tier-status',
      description: 'Works out the status of a member',
      upTo: 'dev',
      consumes: ['miles-ledger', 'member-profile'],
    },
    {
      name: 'partner-accrual',
      description: 'Credits miles flown with partner airlines',
      lifecycle: 'deprecated',
      upTo: 'dev',
      consumes: ['miles-ledger'],
      secrets: ['PARTNER_KEY'],
    },
  ]),
  ...of('ground', 'ground-operations', [
    {
      name: 'baggage-tracking',
      description: 'Follows every bag; still runs in the old data centre',
      tags: ['java', 'legacy'],
      consumes: ['check-in-api'],
    },
    {
      name: 'turnaround-board',
      description:
        'Shows what is left to do before an aircraft leaves; still runs in the old data centre',
      tags: ['java', 'legacy'],
      consumes: ['gate-assignment', 'catering-orders'],
    },
  ]),
  ...of('data', 'data-platform', [
    {
      name: 'flight-events',
      description: 'Answers what happened to a flight, event by event',
      upTo: 'production',
      dependsOn: ['flight-events-topic'],
    },
    {
      name: 'operations-metrics',
      description: 'Punctuality, utilisation and other figures of the day',
      upTo: 'staging',
      dependsOn: ['data-lake-bucket'],
      consumes: ['flight-events'],
    },
    {
      name: 'delay-forecast',
      description: 'Predicts delays some hours ahead',
      lifecycle: 'experimental',
      upTo: 'dev',
      tags: ['python', 'machine-learning'],
      dependsOn: ['data-lake-bucket'],
      consumes: ['flight-events'],
    },
    {
      name: 'demand-forecast',
      description: 'Predicts how many seats sell at which price',
      upTo: 'dev',
      tags: ['python', 'machine-learning'],
      dependsOn: ['data-lake-bucket'],
    },
  ]),
  ...of('platform', 'platform-services', [
    {
      name: 'notification-hub',
      description: 'Sends messages by mail, text and push',
      upTo: 'production',
      tags: ['typescript', 'tier-1'],
      secrets: ['SMTP_PASSWORD', 'PUSH_KEY'],
    },
    {
      name: 'feature-flags',
      description: 'Turns features on and off without a deployment',
      upTo: 'staging',
    },
    {
      name: 'audit-log',
      description: 'Keeps who did what, unchangeable',
      upTo: 'dev',
      tags: ['typescript', 'compliance'],
      dependsOn: ['documents-bucket'],
    },
    {
      name: 'document-store',
      description: 'Stores documents, encrypted and with an expiry',
      upTo: 'dev',
      dependsOn: ['documents-bucket'],
      secrets: ['ENCRYPTION_KEY'],
    },
  ]),
];

/** What tests need: a handful of services of one team. */
export const MINIMAL_SERVICES = SERVICES.filter(service =>
  ['check-in-api', 'boarding-pass', 'gate-assignment'].includes(service.name),
);
