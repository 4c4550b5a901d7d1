import { SERVICES } from '../data/services';
import { TEAMS } from '../data/teams';
import { builtTags, gitopsHistory, imageTags } from './gitopsHistory';

const commits = ['a', 'b', 'c', 'd', 'e'].map(letter => letter.repeat(40));
const built = SERVICES.map(service => ({ service, commits }));
const of = (name: string) => built.find(each => each.service.name === name)!;

describe('gitopsHistory', () => {
  const history = gitopsHistory(built, {
    chartsUrl: 'http://gitlab/platform/charts.git',
    chartsRevision: '1.2.3',
    gitopsUrl: 'http://gitlab/platform/gitops.git',
    registry: 'registry.runway.internal',
    base: new Date('2026-11-20T12:00:00Z'),
    tenants: TEAMS.filter(team => team.hasTenant),
  });
  const files = Object.assign({}, ...history.map(commit => commit.files));

  it('ends with what runs today', () => {
    const applications = (environment: string) =>
      Object.keys(files).filter(
        path =>
          path.startsWith(`environments/${environment}/applications/`) &&
          !/\/(tenant-|project-|\.)/.test(path),
      );
    expect(applications('dev')).toHaveLength(38);
    expect(applications('staging')).toHaveLength(24);
    expect(applications('production')).toHaveLength(14);
    expect(Object.keys(files).filter(path => /ground/.test(path))).toEqual([]);
    expect(files['services/flight-ops/check-in-api/dev.yaml']).toContain(
      "tag: 'eeeeeeee'",
    );
  });

  it('is in order, by people of the teams', () => {
    const times = history.map(commit => commit.date.getTime());
    expect([...times].sort((a, b) => a - b)).toEqual(times);
    expect(history.map(commit => commit.author.name)).toContain('Wei Chen');
  });
});

describe('image tags', () => {
  it('lag behind from environment to environment', () => {
    expect(imageTags(of('check-in-api'))).toEqual({
      dev: 'eeeeeeee',
      staging: 'dddddddd',
      production: 'cccccccc',
    });
    expect(imageTags(of('route-charts'))).toEqual({ dev: 'eeeeeeee' });
    expect(imageTags(of('baggage-tracking'))).toEqual({});
  });

  it('are built, but for the service that misses its image', () => {
    expect(builtTags(of('check-in-api'))).toContain('eeeeeeee');
    expect(builtTags(of('weather-briefing'))).not.toContain('eeeeeeee');
    expect(builtTags(of('weather-briefing'))).toContain('dddddddd');
  });
});
