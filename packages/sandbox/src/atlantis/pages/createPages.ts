import { Router } from 'express';
import { html } from '../../gitlab/web/html';
import { pageStyle } from '../../faults/page/pageStyle';
import type { AtlantisState } from '../state/AtlantisState';

/** The pages for people: locks, and what plans and applies printed. */
export function createPages(
  state: AtlantisState,
  unlock: (key: string) => Promise<boolean>,
): Router {
  const router = Router();
  router.get('/', (request, response) => {
    const locks = state.locks();
    const jobs = state.jobs().slice(-50).reverse();
    response.send(
      page(
        'Atlantis',
        html`<h2>Locks</h2>
          ${locks.length === 0
            ? html`<p>No locks found.</p>`
            : html`<ul>
                ${locks.map(
                  ([key, lock]) =>
                    html`<li>
                      <a
                        href="${request.baseUrl}/lock?id=${encodeURIComponent(
                          key,
                        )}"
                        >${key}</a
                      >
                      by <a href="${lock.url}">!${lock.iid}</a>
                    </li>`,
                )}
              </ul>`}
          <h2>Jobs</h2>
          ${jobs.length === 0
            ? html`<p>Nothing was planned yet.</p>`
            : html`<ul>
                ${jobs.map(
                  job =>
                    html`<li>
                      <a href="${request.baseUrl}/jobs/${job.id}"
                        >${job.command} ${job.dir}</a
                      >
                      !${job.iid}: ${job.outcome}, ${job.time}
                    </li>`,
                )}
              </ul>`}`,
      ),
    );
  });

  router.get('/jobs/:id', (request, response) => {
    const job = state.job(request.params.id);
    if (!job) {
      response.status(404).send(page('Not found', html`<p>No such job.</p>`));
      return;
    }
    response.send(
      page(
        `${job.command} ${job.dir}`,
        html`<p>!${job.iid}: ${job.outcome}, ${job.time}</p>
          <pre>${job.output}</pre>`,
      ),
    );
  });

  router.get('/lock', (request, response) => {
    const key = String(request.query.id ?? '');
    const lock = state.locks().find(([each]) => each === key)?.[1];
    if (!lock) {
      response
        .status(404)
        .send(page('Not found', html`<p>No lock found at id "${key}".</p>`));
      return;
    }
    response.send(
      page(
        key,
        html`<p>
            Locked by ${lock.user} for <a href="${lock.url}">!${lock.iid}</a>
            since ${lock.time}.
          </p>
          <form
            method="post"
            action="${request.baseUrl}/lock?id=${encodeURIComponent(key)}"
          >
            <button>Discard plan and unlock</button>
          </form>`,
      ),
    );
  });

  router.post('/lock', async (request, response, next) => {
    try {
      await unlock(String(request.query.id ?? ''));
      response.redirect(303, `${request.baseUrl}/`);
    } catch (error) {
      next(error);
    }
  });
  return router;
}

function page(title: string, content: ReturnType<typeof html>): string {
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        ${pageStyle}
      </head>
      <body>
        <header><h1>${title}</h1></header>
        <main>${content}</main>
      </body>
    </html>`.text;
}
