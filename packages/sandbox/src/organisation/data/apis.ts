/** An API of the sample organisation, named after the service that provides it. */
export interface Api {
  name: string;
  title: string;
  /** What is listed and read, in the plural, as in the path. */
  collection: string;
  /** One of them, as a schema name. */
  item: string;
  /** Field to `type`, or `type:example`. Types: string, integer, number, boolean, date-time. */
  fields: Record<string, string>;
  /** Whether callers make new ones. */
  creates: boolean;
}

export const APIS: Api[] = [
  {
    name: 'check-in-api',
    title: 'Check-in',
    collection: 'check-ins',
    item: 'CheckIn',
    fields: {
      bookingReference: 'string:X7KQ2M',
      flight: 'string:AQ 1204',
      seat: 'string:14C',
      bags: 'integer:1',
      checkedInAt: 'date-time',
    },
    creates: true,
  },
  {
    name: 'gate-assignment',
    title: 'Gate assignment',
    collection: 'assignments',
    item: 'GateAssignment',
    fields: {
      flight: 'string:AQ 1204',
      airport: 'string:MUC',
      gate: 'string:K21',
      from: 'date-time',
      until: 'date-time',
    },
    creates: true,
  },
  {
    name: 'flight-plan-api',
    title: 'Flight plans',
    collection: 'flight-plans',
    item: 'FlightPlan',
    fields: {
      flight: 'string:AQ 1204',
      departure: 'string:MUC',
      destination: 'string:LIS',
      route: 'string:GIVMI DCT TRA',
      filedAt: 'date-time',
    },
    creates: true,
  },
  {
    name: 'disruption-notices',
    title: 'Disruption notices',
    collection: 'notices',
    item: 'DisruptionNotice',
    fields: {
      flight: 'string:AQ 1204',
      kind: 'string:delay',
      minutes: 'integer:45',
      reason: 'string:Late inbound aircraft',
      publishedAt: 'date-time',
    },
    creates: false,
  },
  {
    name: 'seat-map',
    title: 'Seat maps',
    collection: 'seats',
    item: 'Seat',
    fields: {
      flight: 'string:AQ 1204',
      number: 'string:14C',
      cabin: 'string:economy',
      free: 'boolean:true',
    },
    creates: false,
  },
  {
    name: 'catering-orders',
    title: 'Catering orders',
    collection: 'orders',
    item: 'CateringOrder',
    fields: {
      flight: 'string:AQ 1204',
      caterer: 'string:Skyline Kitchen',
      meals: 'integer:168',
      deliverAt: 'date-time',
    },
    creates: true,
  },
  {
    name: 'crew-roster',
    title: 'Crew rosters',
    collection: 'duties',
    item: 'Duty',
    fields: {
      crewMember: 'string:c-20418',
      flight: 'string:AQ 1204',
      position: 'string:purser',
      startsAt: 'date-time',
      endsAt: 'date-time',
    },
    creates: true,
  },
  {
    name: 'duty-time-limits',
    title: 'Duty time limits',
    collection: 'checks',
    item: 'DutyCheck',
    fields: {
      crewMember: 'string:c-20418',
      legal: 'boolean:true',
      restHours: 'number:12.5',
      rule: 'string:ORO.FTL.235',
    },
    creates: true,
  },
  {
    name: 'booking-api',
    title: 'Bookings',
    collection: 'bookings',
    item: 'Booking',
    fields: {
      reference: 'string:X7KQ2M',
      flight: 'string:AQ 1204',
      passengers: 'integer:2',
      total: 'number:318.4',
      currency: 'string:EUR',
      bookedAt: 'date-time',
    },
    creates: true,
  },
  {
    name: 'availability-search',
    title: 'Availability',
    collection: 'offers',
    item: 'Offer',
    fields: {
      departure: 'string:MUC',
      destination: 'string:LIS',
      leavesAt: 'date-time',
      seatsLeft: 'integer:7',
    },
    creates: false,
  },
  {
    name: 'pricing-engine',
    title: 'Prices',
    collection: 'quotes',
    item: 'Quote',
    fields: {
      offer: 'string:o-88213',
      fareClass: 'string:K',
      total: 'number:159.2',
      currency: 'string:EUR',
      validUntil: 'date-time',
    },
    creates: true,
  },
  {
    name: 'payment-gateway',
    title: 'Payments',
    collection: 'payments',
    item: 'Payment',
    fields: {
      bookingReference: 'string:X7KQ2M',
      amount: 'number:318.4',
      currency: 'string:EUR',
      state: 'string:captured',
    },
    creates: true,
  },
  {
    name: 'miles-ledger',
    title: 'Miles',
    collection: 'entries',
    item: 'LedgerEntry',
    fields: {
      member: 'string:m-400172',
      miles: 'integer:1280',
      reason: 'string:flight',
      bookedAt: 'date-time',
    },
    creates: true,
  },
  {
    name: 'member-profile',
    title: 'Members',
    collection: 'members',
    item: 'Member',
    fields: {
      name: 'string:Alex Morgan',
      tier: 'string:silver',
      homeAirport: 'string:MUC',
      memberSince: 'date-time',
    },
    creates: false,
  },
  {
    name: 'flight-events',
    title: 'Flight events',
    collection: 'events',
    item: 'FlightEvent',
    fields: {
      flight: 'string:AQ 1204',
      kind: 'string:off-block',
      at: 'date-time',
      source: 'string:acars',
    },
    creates: false,
  },
  {
    name: 'notification-hub',
    title: 'Notifications',
    collection: 'messages',
    item: 'Message',
    fields: {
      recipient: 'string:m-400172',
      channel: 'string:push',
      template: 'string:gate-change',
      state: 'string:sent',
    },
    creates: true,
  },
];
