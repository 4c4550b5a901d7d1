/** Alerts that a runbook names: code spans of two words or more in a line's clause that begins with "Alert" or "Alerts". */
export function alertsNamedIn(runbook) {
  return [...runbook.matchAll(/^(?:- )?Alerts? (`[^;:]*)/gm)].flatMap(
    ([, clause]) =>
      [...clause.matchAll(/`((?:[A-Z][a-z0-9]+){2,})`/g)].map(
        ([, name]) => name,
      ),
  );
}

/**
 * What is wrong between alerts and runbooks, in both directions.
 * @param {{ alert: string, annotations: { runbook_url?: string } }[]} alerts
 * @param {Map<string, string>} runbooks text by page name
 * @returns {string[]} empty when every alert leads to a runbook that names it, and every alert that a runbook names exists
 */
export function linkFaults(alerts, runbooks) {
  const known = new Set(alerts.map(({ alert }) => alert));
  return [
    ...alerts.flatMap(({ alert, annotations }) => {
      const page = annotations?.runbook_url?.split('/').at(-1);
      if (!runbooks.has(page)) {
        return [`${alert} leads to runbook ${page}, which does not exist`];
      }
      return runbooks.get(page).includes(`\`${alert}\``)
        ? []
        : [`runbook ${page} does not name ${alert}`];
    }),
    ...[...runbooks].flatMap(([page, text]) =>
      alertsNamedIn(text)
        .filter(name => !known.has(name))
        .map(name => `runbook ${page} names ${name}, which is no alert`),
    ),
  ];
}
