import { once } from 'node:events';
import { createServer } from 'node:http';

/** The issues of a project, as far as GitLab's API is needed for them. */
export class IssueApi {
  issues = [];
  #server = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url, 'http://gitlab');
      const { status, answer } = this.#answer(
        request,
        url,
        new URLSearchParams(body),
      );
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  });

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${this.#server.address().port}/api/v4`;
  }

  stop() {
    this.#server.close();
  }

  #answer(request, url, form) {
    const path = /^\/api\/v4\/projects\/7\/issues(?:\/(\d+)(\/notes)?)?$/.exec(
      url.pathname,
    );
    if (request.headers['private-token'] !== 'drift-token' || !path) {
      return { status: 401, answer: { message: '401 Unauthorized' } };
    }
    const issue = this.issues.find(({ iid }) => iid === Number(path[1]));
    switch (`${request.method}${path[2] ?? ''}`) {
      case 'GET': {
        const labels = url.searchParams.get('labels').split(',');
        const found = this.issues.filter(
          each =>
            each.state === url.searchParams.get('state') &&
            labels.every(label => each.labels.includes(label)),
        );
        // In this order, and with another `iid` further in.
        return {
          status: 200,
          answer: found.map(({ iid, labels: own }) => ({
            id: 900 + iid,
            iid,
            labels: own,
            milestone: { id: 1, iid: 4711 },
          })),
        };
      }
      case 'POST': {
        this.issues.push({
          iid: this.issues.length + 1,
          state: 'opened',
          notes: [],
          title: form.get('title'),
          labels: form.get('labels').split(','),
          description: form.get('description'),
          confidential: form.get('confidential'),
        });
        return { status: 201, answer: {} };
      }
      case 'POST/notes':
        issue.notes.push(form.get('body'));
        return { status: 201, answer: {} };
      default:
        issue.description = form.get('description') ?? issue.description;
        issue.state =
          form.get('state_event') === 'close' ? 'closed' : issue.state;
        return { status: 200, answer: {} };
    }
  }
}
