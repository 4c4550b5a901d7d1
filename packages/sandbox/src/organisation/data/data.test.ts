import { APIS } from './apis';
import { PEOPLE } from './people';
import { SERVICES } from './services';
import { DOMAINS, RESOURCES, SYSTEMS } from './systems';
import { MANAGEMENT, TEAMS } from './teams';

const names = (things: Array<{ name: string }>) =>
  things.map(each => each.name);

describe('the sample organisation', () => {
  it('has the size that was promised', () => {
    expect(TEAMS).toHaveLength(8);
    expect(SERVICES).toHaveLength(40);
    expect(SYSTEMS).toHaveLength(10);
    expect(PEOPLE).toHaveLength(24);
    expect(APIS.length).toBeGreaterThanOrEqual(15);
    expect(PEOPLE.filter(person => person.signIn)).toHaveLength(7);
  });

  it('names everything once, as the conventions say', () => {
    for (const things of [TEAMS, SERVICES, SYSTEMS, DOMAINS, RESOURCES, APIS]) {
      expect(new Set(names(things)).size).toBe(things.length);
      for (const name of names(things)) {
        expect(name).toMatch(/^[a-z](?:[a-z0-9]|-(?!-)){1,38}[a-z0-9]$/);
      }
    }
  });

  it('refers only to what is there', () => {
    const teams = names(TEAMS);
    const known = [...names(RESOURCES), ...names(SERVICES)];
    for (const service of SERVICES) {
      expect(teams).toContain(service.team);
      expect(names(SYSTEMS)).toContain(service.system);
      for (const name of service.dependsOn) {
        expect(known).toContain(name);
      }
      for (const api of service.consumes) {
        expect(names(APIS)).toContain(api);
      }
    }
    for (const api of APIS) {
      expect(names(SERVICES)).toContain(api.name);
    }
    for (const system of SYSTEMS) {
      expect(teams).toContain(system.owner);
      expect(names(DOMAINS)).toContain(system.domain);
    }
    for (const resource of RESOURCES) {
      expect(teams).toContain(resource.owner);
      expect(names(SYSTEMS)).toContain(resource.system);
    }
    for (const person of PEOPLE) {
      expect([...teams, MANAGEMENT.name]).toContain(person.team);
    }
  });

  it('deploys only what has a namespace', () => {
    const withTenant = names(TEAMS.filter(team => team.hasTenant));
    const deployed = SERVICES.filter(service => service.upTo);
    expect(deployed).toHaveLength(38);
    for (const service of deployed) {
      expect(withTenant).toContain(service.team);
    }
  });
});
