import { randomBytes } from 'node:crypto';
import { Router, urlencoded, type Response } from 'express';
import type { Faults } from '../Faults';
import { FAULT_PRESETS } from '../presets';
import { refuseForeignPages } from '../../core/refuseForeignPages';
import { readRuleForm, type RuleForm } from './readRuleForm';
import { renderSandboxPage, type ShownSystem } from './renderSandboxPage';

/** The page of the sandbox, to be mounted at `/sandbox`; its forms are sent there too. */
export function createSandboxPage(
  faults: Faults,
  systems: ShownSystem[],
): Router {
  const router = Router();

  const show = (
    response: Response,
    refused?: { form: RuleForm; message: string },
  ) => {
    const nonce = randomBytes(16).toString('base64');
    response
      .status(refused ? 400 : 200)
      .set({
        'Cache-Control': 'no-store',
        'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
        'X-Content-Type-Options': 'nosniff',
      })
      .type('html')
      .send(
        renderSandboxPage({
          systems,
          faults: faults.list(),
          log: faults.log(),
          nonce,
          refused,
        }),
      );
  };

  router.get('/', (_request, response) => show(response));
  router.post(
    '/',
    refuseForeignPages,
    urlencoded({ extended: false }),
    (request, response) => {
      const form = request.body as RuleForm;
      try {
        change(faults, form);
      } catch (error) {
        show(response, { form, message: (error as Error).message });
        return;
      }
      response.redirect(303, '/sandbox');
    },
  );
  return router;
}

/** Does what the button says that was pressed. */
function change(faults: Faults, form: RuleForm) {
  if (form.clear) {
    faults.clear();
    return;
  }
  const isInForce = (id: string) => faults.list().some(rule => rule.id === id);
  if (form.remove) {
    // Gone already when two pages are open: what was wanted is so.
    if (isInForce(form.remove)) {
      faults.remove(form.remove);
    }
    return;
  }
  const preset = FAULT_PRESETS.find(({ id }) => id === form.preset);
  if (preset) {
    if (!isInForce(preset.id)) {
      faults.add({ ...preset.rule, id: preset.id });
    }
    return;
  }
  faults.add(readRuleForm(form));
}
